import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import type { GamePlays } from "#lib/plays/game-allocator.ts";
import type { StreamEntry } from "#lib/plays/redis-stream.ts";
import { findUndecided } from "#lib/plays/store-allocate.ts";

/** Reads the plays behind the entries, in the order of the entries; what is decided or unknown drops out. */
export async function loadEntries(
  { database, logger }: { readonly database: Database; readonly logger: Logger },
  entries: readonly StreamEntry[],
): Promise<GamePlays[]> {
  const idsOf = new Map<string, Set<string>>();
  for (const { id, play } of entries) {
    if (!play) {
      logger.warn({ entry: id }, "unreadable entry");
      continue;
    }
    const ids = idsOf.get(play.gameId) ?? new Set();
    idsOf.set(play.gameId, ids.add(play.playId));
  }
  const batches = await Promise.all(
    [...idsOf].map(async ([gameId, ids]) => {
      const found = await findUndecided(database.sql, gameId, [...ids]);
      const byId = new Map(found.map((play) => [play.playId, play]));
      return { gameId, plays: [...ids].flatMap((id) => byId.get(id) ?? []) };
    }),
  );
  return batches.filter(({ plays }) => plays.length > 0);
}
