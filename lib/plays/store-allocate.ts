import type { Executor } from "#lib/platform/database.ts";
import { plainArray } from "#lib/platform/postgres-array.ts";

/** An accepted play, as the allocator needs it. */
export interface AcceptedPlay {
  readonly playId: string;
  readonly gameId: string;
  readonly playerId: string;
  readonly seq: number;
  /** 16 bytes in hex. */
  readonly salt: string;
  /** Active seconds since the start. */
  readonly t: number;
  /** Microseconds of the Unix epoch. */
  readonly revealAtUs: number;
  /** Hex; undefined where no cap needs it. */
  readonly network: string | undefined;
}

interface PlayRow {
  readonly play_id: string;
  readonly player_id: string;
  readonly seq: string;
  readonly salt: string;
  readonly t_us: string;
  readonly reveal_us: string;
  readonly network: string | null;
}

function toPlay(gameId: string, row: PlayRow): AcceptedPlay {
  return {
    playId: row.play_id,
    gameId,
    playerId: row.player_id,
    seq: Number(row.seq),
    salt: row.salt,
    t: Number(row.t_us) / 1e6,
    revealAtUs: Number(row.reveal_us),
    network: row.network ?? undefined,
  };
}

/** An AcceptedPlay's columns of the play `p`. */
const playColumns = `
  p.play_id, p.player_id, p.seq::text, encode(p.salt, 'hex') as salt, p.t_us::text,
  (extract(epoch from p.reveal_at) * 1000000)::bigint::text as reveal_us, encode(p.network, 'hex') as network`;

const undecidedQuery = `
  select ${playColumns}
    from unnest($2::text::uuid[]) as e(play_id)
    cross join lateral (
      select * from play q where q.game_id = $1::text::uuid and q.play_id = e.play_id limit 1) p
    left join lateral (
      select true as decided from play_result r
       where r.game_id = $1::text::uuid and r.play_id = e.play_id limit 1) r on true
   where r.decided is null`;

/**
 * Of the given plays of one game those that were accepted and have no ledger row. The rest is decided already or
 * was never accepted, and its entries are only to be acknowledged.
 *
 * The ids are unnested and looked up one by one on purpose: a text cast inside `= any()` is read again for every
 * row it is compared with, and a plan from before the tables had statistics would read the whole game.
 */
export async function findUndecided(
  sql: Executor,
  gameId: string,
  playIds: readonly string[],
): Promise<AcceptedPlay[]> {
  // Planned anew for every batch, which costs nothing beside it: a plan kept from when the partition was empty looks
  // each play up by its game alone, and reads the whole game for it.
  const rows = await sql.unsafe<PlayRow[]>(undecidedQuery, [gameId, plainArray(playIds)], {
    prepare: false,
  });
  return rows.map((row) => toPlay(gameId, row));
}

/** Whether any of the plays has no ledger row. Asks only when there is something to ask for. */
export async function isAnyUndecided(
  sql: Executor,
  gameId: string,
  playIds: readonly string[],
): Promise<boolean> {
  return playIds.length > 0 && (await findUndecided(sql, gameId, playIds)).length > 0;
}

/**
 * Undecided plays of a game after `afterSeq`, in the order of acceptance. Looked up play by play along the index of
 * numbers and ended at the limit: as one anti-join it may read all results of the game, a million for five plays.
 */
export async function listUndecided(
  sql: Executor,
  gameId: string,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<AcceptedPlay[]> {
  const rows = await sql<PlayRow[]>`
    select ${sql.unsafe(playColumns)}
      from play p
      left join lateral (
        select true as decided from play_result r
         where r.game_id = ${gameId} and r.play_id = p.play_id limit 1) r on true
      left join lateral (
        select true as off from play_feed f
         where f.play_id = p.play_id and f.last_error is not null and f.next_feed_at > clock_timestamp()
         limit 1) f on true
     where p.game_id = ${gameId} and p.seq > ${afterSeq} and r.decided is null and f.off is null
     order by p.seq limit ${limit}`;
  return rows.map((row) => toPlay(gameId, row));
}

export interface OpenGameRow {
  readonly gameId: string;
  readonly floorSeq: number;
}

/** Games of a partition that may have undecided plays. */
export async function listBehind(sql: Executor, partition: number): Promise<OpenGameRow[]> {
  const rows = await sql<{ id: string; floor_seq: string }[]>`
    select g.id, g.floor_seq::text from game g
     where g.partition = ${partition} and g.last_seq > g.floor_seq order by g.id`;
  return rows.map((row) => ({ gameId: row.id, floorSeq: Number(row.floor_seq) }));
}
