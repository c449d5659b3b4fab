// The results the allocator caches for a day after each commit. A hint like everything in Redis: what is
// missing or unreadable is read from the ledger.

import { z } from "zod";
import { resultKey } from "#lib/pacing/redis/keys.ts";
import { playOutcomes } from "#lib/plays/contract.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import type { LedgerResult } from "#lib/plays/store-result.ts";

const cachedSchema = z.object({
  outcome: z.enum(playOutcomes),
  playerId: z.uuid(),
  gameId: z.uuid(),
  prizeId: z.uuid().nullable(),
  couponId: z.number().int().nullable(),
});

/** Cached results by play id, one MGET per partition in one pipeline. Throws when Redis does not answer. */
export async function readCachedResults(
  redis: RedisClient,
  plays: readonly { readonly playId: string; readonly partition: number }[],
): Promise<Map<string, LedgerResult>> {
  const byPartition = new Map<number, string[]>();
  for (const { playId, partition } of plays) {
    const ids = byPartition.get(partition);
    if (ids) ids.push(playId);
    else byPartition.set(partition, [playId]);
  }
  const pipeline = redis.pipeline();
  for (const [partition, ids] of byPartition) {
    pipeline.mget(ids.map((playId) => resultKey(partition, playId)));
  }
  const replies = (await pipeline.exec()) ?? [];
  const found = new Map<string, LedgerResult>();
  [...byPartition.values()].forEach((ids, group) => {
    const [error, values] = replies[group] ?? [];
    if (error || !Array.isArray(values)) return;
    ids.forEach((playId, index) => {
      const result = readCached(playId, values[index]);
      if (result) found.set(playId, result);
    });
  });
  return found;
}

function readCached(playId: string, text: unknown): LedgerResult | undefined {
  if (typeof text !== "string") return undefined;
  const parsed = cachedSchema.safeParse(JSON.parse(text));
  // A void needs its reason, which only the ledger has.
  if (!parsed.success || parsed.data.outcome === "VOID") return undefined;
  const { prizeId, couponId, ...rest } = parsed.data;
  return {
    ...rest,
    playId,
    reason: undefined,
    prizeId: prizeId ?? undefined,
    couponId: couponId === null ? undefined : String(couponId),
  };
}
