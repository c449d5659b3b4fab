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
