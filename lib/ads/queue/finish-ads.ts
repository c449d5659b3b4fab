import { partitionOf } from "#lib/ads/ad-body.ts";
import { targetOf } from "#lib/ads/ad-webhook.ts";
import { findDuplicates } from "#lib/ads/queue/duplicates.ts";
import {
  type Completed,
  completeAds,
  type Failed,
  failAd,
  notify,
} from "#lib/ads/queue/store-outcome.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";
import type { Sql } from "#lib/platform/database.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { writeEvent, writeEvents } from "#lib/webhooks/outbox.ts";

/**
 * Writes a batch of analyses in one transaction, with what is told of them: the row, the attempt, the fingerprints, the
 * notice and the event stand or fall together. Answers for each whether it was still the worker's.
 */
export async function finishAds(
  sql: Sql,
  token: string,
  batch: readonly Completed[],
): Promise<boolean[]> {
  const judged = await findDuplicates(sql, batch);
  const done = await sql.begin(async (tx) => {
    const ids = await completeAds(tx, token, judged);
    const ended = judged.filter(({ ad }) => ids.has(ad.adId));
    const events = ended.map(({ ad, analysis }) => {
      const adId = toPublicId("ad", ad.adId);
      const data = { adId, version: ad.version, score: analysis.score, status: "COMPLETED" };
      const alsoTo = targetOf({ ...ad, url: ad.webhookUrl });
      return { type: "ad.completed" as const, brandId: ad.brandId, data, alsoTo };
    });
    await writeEvents(tx, events);
    const notices = ended.map(({ ad, analysis }) => ({
      brandId: ad.brandId,
      userId: ad.ownerId,
      kind: "ad.completed",
      subjectId: ad.adId,
      sentence: `“${ad.input.title}” is analysed: ${Math.round(analysis.score)} of 100. It waits for review.`,
    }));
    if (notices.length > 0) await notify(tx, notices);
    return ids;
  });
  return batch.map(({ ad }) => done.has(ad.adId));
}

/** Ends a failed attempt; answers what to deliver again, and later, unless it was the last or no longer the worker's. */
export async function giveUpAd(
  sql: Sql,
  token: string,
  failed: Failed,
): Promise<QueuedAd | undefined> {
  const { ad, delayMs, cause, sentence } = failed;
  const isMine = await sql.begin(async (tx) => {
    if (!(await failAd(tx, token, failed))) return false;
    if (delayMs !== null) return true;
    const adId = toPublicId("ad", ad.adId);
    const data = { adId, version: ad.version, status: "DEAD", cause, reason: sentence };
    const alsoTo = targetOf({ ...ad, url: ad.webhookUrl });
    await writeEvent(tx, { type: "ad.failed", brandId: ad.brandId, data, alsoTo });
    const told = `“${ad.input.title}” could not be analysed: ${sentence}`;
    const notice = {
      brandId: ad.brandId,
      userId: ad.ownerId,
      kind: "ad.failed",
      subjectId: ad.adId,
      sentence: told,
    };
    await notify(tx, [notice]);
    return true;
  });
  if (!isMine || delayMs === null) return undefined;
  return {
    adId: ad.adId,
    version: ad.version,
    partition: partitionOf(ad.adId),
    priority: ad.input.priority,
    attempts: ad.attempt,
    submittedAtMs: ad.submittedAtMs,
    delayMs,
  };
}
