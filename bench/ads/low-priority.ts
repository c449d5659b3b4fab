import { randomUUID } from "node:crypto";
import { partitionOf } from "#lib/ads/ad-body.ts";
import { agingStepS } from "#lib/ads/contract.ts";
import { openAdQueue, openAdTaker } from "#lib/ads/queue/bull-queue.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";

/** Ads that the simulated desk ends in a second, and high ones that come in it: it never gets ahead of them. */
const perS = 20;

export interface LowWait {
  readonly longestS: number;
  /**
   * What was stated: nobody who comes four steps of priority later overtakes it, so it waits for these and for what the
   * desk was behind by when it came, both at the desk's pace.
   */
  readonly boundS: number;
}

/**
 * The longest wait of an ad of priority 5 under a steady stream of priority 1 that fills the desk, in seconds: the real
 * queue on a clock that the benchmark turns, so that minutes take moments. One low ad comes every ten seconds.
 */
export async function longestWaitOfLow(redisUrl: string, seconds: number): Promise<LowWait> {
  let nowMs = Date.now();
  const queue = openAdQueue({ url: redisUrl }, () => nowMs);
  const taker = openAdTaker({ url: redisUrl }, randomUUID());
  const low = new Map<string, number>();
  let longestS = 0;
  let behind = 0;
  let behindMost = 0;
  const arrive = (priority: number): QueuedAd => {
    // All of one partition: its order is what is measured.
    let adId = randomUUID();
    while (partitionOf(adId) !== 0) adId = randomUUID();
    if (priority === 5) low.set(adId, nowMs);
    return { adId, version: 1, attempts: 0, partition: 0, priority, submittedAtMs: nowMs };
  };
  for (let second = 0; second < seconds || low.size > 0; second++) {
    const comes = second < seconds;
    const high = Array.from({ length: comes ? perS : 0 }, () => arrive(1));
    const came = comes && second % 10 === 0 ? [arrive(5), ...high] : high;
    await queue.add(came);
    const taken = await taker.take(0, perS);
    behind += came.length - taken.length;
    behindMost = Math.max(behindMost, behind);
    for (const { adId } of taken) {
      const since = low.get(adId);
      if (since === undefined) continue;
      longestS = Math.max(longestS, (nowMs - since) / 1_000);
      low.delete(adId);
    }
    nowMs += 1_000;
  }
  await taker.close();
  await queue.close();
  return { longestS, boundS: 4 * agingStepS + Math.ceil(behindMost / perS) };
}
