import { adScope, adUuid } from "#lib/ads/ad-deps.ts";
import { type AdReview, type AdStatus, type AdView, agingStepS } from "#lib/ads/contract.ts";
import { type AdRow, findAd, findPosition, listAds } from "#lib/ads/store-ads.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export function viewOf(ad: AdRow, position?: number): AdView {
  return {
    adId: toPublicId("ad", ad.id),
    status: ad.status,
    attempts: ad.attempts,
    ...(position === undefined ? {} : { position }),
    version: ad.version,
    priority: ad.input.priority,
    title: ad.input.title,
    submittedAt: ad.submittedAt,
    completedAt: ad.completedAt,
    score: ad.score,
    ...(ad.analysis === null ? {} : { analysis: ad.analysis }),
    ...(ad.failure === null ? {} : { failure: ad.failure }),
    review: ad.review,
    reasons: ad.reasons,
  };
}

/** One ad of the caller's; others do not exist. */
export async function getAd(sql: Executor, actor: Actor, adId: string): Promise<AdView> {
  requirePermission(actor, "ad", "read");
  const ad = await findAd(sql, adUuid(adId), adScope(actor));
  if (!ad) throw new AppError("ad_not_found");
  return viewOf(ad, await findPosition(sql, ad.id, agingStepS));
}

export interface AdListInput {
  readonly status?: AdStatus | undefined;
  readonly review?: AdReview | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export interface AdPage {
  readonly ads: readonly AdView[];
  /** Of the next page; null on the last. */
  readonly cursor: string | null;
}

/** Newest first, 50 a page unless asked otherwise. */
export async function listOwnAds(sql: Executor, actor: Actor, input: AdListInput): Promise<AdPage> {
  requirePermission(actor, "ad", "read");
  const { status, review, cursor, limit = 50 } = input;
  const before = cursor === undefined ? undefined : adUuid(cursor);
  const rows = await listAds(sql, adScope(actor), { status, review, before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    ads: page.map((ad) => viewOf(ad)),
    cursor: last && rows.length > limit ? toPublicId("ad", last.id) : null,
  };
}
