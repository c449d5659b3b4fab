// Everything in Redis is rebuilt from Postgres: by a worker itself, as soon as it finds Redis empty or older than the
// ledger, and by this, for whoever wants it done now.

import { holdGame, loadHeldGame, type RebuildDeps } from "#lib/plays/rebuild.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { listPacedByRedis } from "#lib/plays/store-pacer.ts";

/**
 * Gives Redis every game that is under way as the ledger has it, under a new epoch, and answers how many those are.
 * Safe beside workers: the one that holds a game is refused with its old epoch and takes it over again. Plays that
 * wait are fed by the sweeper. Games that do without Redis at the moment are left alone; they come back by themselves.
 */
export async function rebuildRedis(
  deps: RebuildDeps & { readonly redis: RedisClient },
): Promise<number> {
  const games = await listPacedByRedis(deps.database.sql);
  for (const gameId of games) {
    const held = await holdGame(deps, gameId, { mode: "redis" });
    if (held) await loadHeldGame(deps.redis, held);
  }
  return games.length;
}
