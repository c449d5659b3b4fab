import type { Executor } from "#lib/platform/database.ts";
import { lockChain } from "#lib/plays/store-chain.ts";

/**
 * Games whose accepted plays reach further than anything their chain says, the last word a while ago: what is
 * decided stands in the chain with its number, so only undecided plays can be the last ones.
 */
export async function listUnmarkedIntakes(sql: Executor): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select g.id from game g
      join chain_head h on h.game_id = g.id and h.shard = 0
     where g.last_seq > g.floor_seq and g.last_seq > h.intake_seq
     order by g.id`;
  return rows.map(({ id }) => id);
}

/** The intake counter to write down, under the chain's lock; undefined when the chain says as much already. */
export async function lockIntakeMark(sql: Executor, gameId: string): Promise<number | undefined> {
  if (!(await lockChain(sql, gameId, 0))) return undefined;
  const [row] = await sql<{ last_seq: string; intake_seq: string }[]>`
    select g.last_seq::text, h.intake_seq::text from game g
      join chain_head h on h.game_id = g.id and h.shard = 0 where g.id = ${gameId}`;
  const lastSeq = Number(row?.last_seq ?? 0);
  return lastSeq > Number(row?.intake_seq ?? 0) ? lastSeq : undefined;
}

export async function updateIntakeMark(sql: Executor, gameId: string, seq: number): Promise<void> {
  await sql`update chain_head set intake_seq = ${seq} where game_id = ${gameId} and shard = 0`;
}
