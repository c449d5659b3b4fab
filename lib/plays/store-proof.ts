import type { Executor } from "#lib/platform/database.ts";

export interface GameProofRow {
  readonly commitment: string | null;
  readonly committed_at: string | null;
  readonly committed: string | null;
  readonly chain_seq: string | null;
  readonly chain_hash: string | null;
  readonly is_over: boolean;
  /** In hex, once the game is over. */
  readonly seed: string | null;
}

/** What was promised before the start, and the head of the chain. */
export async function findGameProof(
  sql: Executor,
  gameId: string,
): Promise<GameProofRow | undefined> {
  const [row] = await sql<GameProofRow[]>`
    select encode(g.commitment, 'hex') as commitment,
           to_char(g.committed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as committed_at,
           l.committed, h.seq::text as chain_seq, encode(h.hash, 'hex') as chain_hash,
           g.seed_revealed_at is not null as is_over, encode(v.seed, 'hex') as seed
      from game g
      left join revealed_seed v on v.game_id = g.id
      left join game_plan l on l.game_id = g.id and l.revision = 1
      left join chain_head h on h.game_id = g.id and h.shard = 0
     where g.id = ${gameId} and g.state <> 'draft'`;
  return row;
}

export interface PlayProofRow {
  readonly game_id: string;
  readonly seq: string;
  readonly salt: string;
  readonly k: string | null;
  readonly epoch: string;
  readonly t: number;
  readonly chance: number;
  readonly shares: number[];
  readonly brand: number;
  readonly u: number;
  readonly outcome: string;
  readonly reason: string;
}

/** The ledger row of a play, without the player; only once the game's seed is public. */
export async function findPlayProof(
  sql: Executor,
  playId: string,
): Promise<{ readonly isOver: boolean; readonly row: PlayProofRow | undefined } | undefined> {
  const [found] = await sql<(PlayProofRow & { is_over: boolean })[]>`
    select g.seed_revealed_at is not null as is_over, k.game_id, k.seq::text,
           encode(p.salt, 'hex') as salt, r.k::text, r.epoch::text, r.t, r.chance, r.shares, r.brand,
           r.u, r.outcome, r.reason
      from play_key k
      join game g on g.id = k.game_id
      join play p on p.game_id = k.game_id and p.play_id = k.play_id
      left join play_result r on r.game_id = k.game_id and r.play_id = k.play_id
     where k.play_id = ${playId}`;
  if (!found) return undefined;
  const { is_over: isOver, ...row } = found;
  return { isOver, row: isOver ? row : undefined };
}
