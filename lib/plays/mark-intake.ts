import type { Database } from "#lib/platform/database.ts";
import { appendChain } from "#lib/plays/store-chain.ts";
import {
  listUnmarkedIntakes,
  lockIntakeMark,
  updateIntakeMark,
} from "#lib/plays/store-intake-mark.ts";

/**
 * Writes into the chains how many plays were accepted, for games that have plays nobody has decided yet. A decided
 * play stands in the chain with its number; of the others only this tells that there were so many, so none can
 * vanish together with the counter. Signed with the head, once an hour. A game that keeps up needs none of it.
 */
export async function markIntakes({ database }: { readonly database: Database }): Promise<void> {
  for (const gameId of await listUnmarkedIntakes(database.sql)) {
    await database.sql.begin(async (tx) => {
      const lastSeq = await lockIntakeMark(tx, gameId);
      if (lastSeq === undefined) return;
      await appendChain(tx, { gameId, shard: 0, kind: "intake", body: { lastSeq } });
      await updateIntakeMark(tx, gameId, lastSeq);
    });
  }
}
