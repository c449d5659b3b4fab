import type { Executor } from "#lib/platform/database.ts";

/**
 * What has to be so before a seed may be known: the end has passed, every accepted play is decided, the time at which
 * its player sees the result has come, and the game is closed: who gets leftovers is drawn from the seed as well. For a query with the game as `g` and its pacer as `gp`. No reveal is
 * more than 60 s behind its play, so older decisions are out of the question.
 */
const isRevealable = (sql: Executor) => sql`
  g.state = 'ended' and g.ends_at <= clock_timestamp() and g.seed_revealed_at is null and g.seed_ct is not null
  and g.last_seq = gp.decided
  and exists (select 1 from game_close c where c.game_id = g.id)
  and not exists (
    select 1 from play_result r
     where r.game_id = g.id and r.decided_at > clock_timestamp() - interval '60 seconds'
       and r.reveal_at > clock_timestamp())`;

/**
 * Games whose seed is due; only a look, to be made sure of under locks. In any order, so that games which fail each time
 * keep no other from its turn.
 */
export async function listRevealableGames(sql: Executor, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select g.id from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where ${isRevealable(sql)} order by random() limit ${limit}`;
  return rows.map(({ id }) => id);
}

export interface RevealableGame {
  readonly campaignId: string;
  readonly seedCt: Buffer;
  readonly commitment: Buffer;
  readonly lastSeq: number;
}

/**
 * Locks the game when its seed may be revealed; chain and pacer are locked before. A batch of intake that is under
 * way holds this lock to its end, and every later one finds the end passed: nothing can be accepted after this.
 * The counters are not believed alone, the plays are looked at as well.
 */
export async function lockRevealableGame(
  sql: Executor,
  gameId: string,
): Promise<RevealableGame | undefined> {
  await sql`select 1 from game where id = ${gameId} for no key update`;
  const [row] = await sql<
    { campaign_id: string; seed_ct: Buffer; commitment: Buffer; last_seq: string }[]
  >`
    select g.campaign_id, g.seed_ct, g.commitment, g.last_seq::text
      from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where g.id = ${gameId} and ${isRevealable(sql)}
       and not exists (
         select 1 from play p
           left join lateral (
             select true as decided from play_result r
              where r.game_id = p.game_id and r.play_id = p.play_id limit 1) r on true
          where p.game_id = g.id and r.decided is null)`;
  return (
    row && {
      campaignId: row.campaign_id,
      seedCt: row.seed_ct,
      commitment: row.commitment,
      lastSeq: Number(row.last_seq),
    }
  );
}

export async function insertRevealedSeed(
  sql: Executor,
  row: { readonly gameId: string; readonly seed: Uint8Array; readonly chainSeq: number },
): Promise<void> {
  await sql`
    with said as (
      insert into revealed_seed (game_id, seed, chain_seq)
      values (${row.gameId}, ${Buffer.from(row.seed)}, ${row.chainSeq}) returning game_id, revealed_at)
    update game g set seed_revealed_at = s.revealed_at from said s where g.id = s.game_id`;
}
