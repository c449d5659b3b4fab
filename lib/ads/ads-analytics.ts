import { adReviews, adStatuses } from "#lib/ads/contract.ts";
import type { AdsAnalytics } from "#lib/ads/desk-contract.ts";
import {
  countOutcomes,
  selectCommonFindings,
  selectScores,
  selectWordings,
} from "#lib/ads/store-pages.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Findings and wordings are counted over so many of the newest analysed ads. */
export const unfoldedAds = 20_000;

/** What became of all ads, how they score and what the rules say of them. */
export async function adsAnalytics(sql: Executor, actor: Actor): Promise<AdsAnalytics> {
  requirePermission(actor, "ad", "operate");
  const [counted, scored, wordings, findings] = await Promise.all([
    countOutcomes(sql),
    selectScores(sql),
    selectWordings(sql, unfoldedAds),
    selectCommonFindings(sql, unfoldedAds),
  ]);
  const sumOf = (rows: readonly { ads: number }[]) => rows.reduce((sum, { ads }) => sum + ads, 0);
  const outcomes = Object.fromEntries(
    adStatuses.map((status) => [status, sumOf(counted.filter((row) => row.status === status))]),
  ) as AdsAnalytics["outcomes"];
  const analysed = counted.filter(({ status }) => status === "COMPLETED");
  const reviews = Object.fromEntries(
    adReviews.map((review) => [review, sumOf(analysed.filter((row) => row.review === review))]),
  ) as AdsAnalytics["reviews"];
  const all = sumOf(scored);
  return {
    outcomes,
    reviews,
    scores: Array.from(
      { length: 10 },
      (_, bucket) => scored.find((row) => row.bucket === bucket)?.ads ?? 0,
    ),
    meanScore: all === 0 ? null : scored.reduce((sum, row) => sum + row.mean * row.ads, 0) / all,
    wordings,
    findings,
  };
}
