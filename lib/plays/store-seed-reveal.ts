import type { Executor } from "#lib/platform/database.ts";
import { isEveryPlayDecided, isOver, waitForIntake } from "#lib/plays/store-over.ts";

/** A game must be closed before its seed may be known: who gets leftovers is drawn from the seed as well. */
const isRevealable = (sql: Executor) => sql`
  ${isOver(sql)} and exists (select 1 from game_close c where c.game_id = g.id)`;

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
 */
export async function lockRevealableGame(
  sql: Executor,
  gameId: string,
): Promise<RevealableGame | undefined> {
  await waitForIntake(sql, gameId);
  const [row] = await sql<
    { campaign_id: string; seed_ct: Buffer; commitment: Buffer; last_seq: string }[]
  >`
    select g.campaign_id, g.seed_ct, g.commitment, g.last_seq::text
      from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where g.id = ${gameId} and ${isRevealable(sql)} and ${isEveryPlayDecided(sql)}`;
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
