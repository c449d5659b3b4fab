import type { Executor } from "#lib/platform/database.ts";

/** Games with plays nobody has decided yet that their chain does not count. */
export async function listUnmarkedIntakes(sql: Executor): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select g.id from game g join chain_head h on h.game_id = g.id and h.shard = 0
     where g.last_seq > g.floor_seq and g.last_seq > h.intake_seq order by g.id`;
  return rows.map(({ id }) => id);
}

/** Says in the chain how many plays were accepted; false when it says so already. */
export async function markIntake(sql: Executor, gameId: string): Promise<boolean> {
  const [row] = await sql<{ marked: string | null }[]>`
    select mark_intake(${gameId}, 0::smallint)::text as marked`;
  return row?.marked !== null && row?.marked !== undefined;
}
