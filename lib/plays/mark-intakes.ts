import type { Executor } from "#lib/platform/database.ts";
import { listUnmarkedIntakes, markIntake } from "#lib/plays/store-intake-mark.ts";

/**
 * Writes into the chains how many plays were accepted, for games that have plays nobody has decided yet. A decided
 * play stands in the chain with its number; of the others only this tells that there were so many, so none can
 * vanish together with the counter. Signed with the head, once an hour. A game that keeps up needs none of it.
 */
export async function markIntakes(sql: Executor): Promise<number> {
  let marked = 0;
  for (const gameId of await listUnmarkedIntakes(sql)) {
    if (await markIntake(sql, gameId)) marked += 1;
  }
  return marked;
}
