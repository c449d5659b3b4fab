import { runBatches, type ScriptReply } from "#lib/pacing/redis/pacer-redis.ts";
import type { DrawnPlay } from "#lib/plays/ledger-batch.ts";
import type { HeldGame } from "#lib/plays/rebuild.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";

/** Asks the pacers of some games in one pipeline. A script that failed in any of them fails the call. */
export async function askPacer(
  redis: RedisClient,
  batches: readonly { readonly game: HeldGame; readonly drawn: readonly DrawnPlay[] }[],
): Promise<ScriptReply[]> {
  const replies = await runBatches(
    redis,
    batches.map(({ game, drawn }) => ({
      partition: game.partition,
      game: game.gameId,
      epoch: game.epoch,
      plays: drawn.map(({ playId, playerId, t, u }) => ({ playId, player: playerId, t, u })),
    })),
  );
  for (const reply of replies) if (reply.status === "failed") throw reply.error;
  return replies;
}
