import { adScope, adUuid } from "#lib/ads/ad-deps.ts";
import { versionsOf } from "#lib/ads/ad-diff.ts";
import { isAdOwner } from "#lib/ads/ad-webhook.ts";
import type { AdAnalysis } from "#lib/ads/analysis/analysis.ts";
import { agingStepS } from "#lib/ads/contract.ts";
import type { AdDetail } from "#lib/ads/desk-contract.ts";
import { firstInLineAt } from "#lib/ads/lanes.ts";
import { findAd, findPosition } from "#lib/ads/store-ads.ts";
import { listRevisions } from "#lib/ads/store-changes.ts";
import { findBrandName, selectTries } from "#lib/ads/store-pages.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { listAdMessages } from "#lib/webhooks/ad-targets.ts";

/** Everything about one ad; another brand's does not exist. */
export async function getAdDetail(
  sql: Executor,
  actor: Actor,
  { adId }: { readonly adId: string },
): Promise<AdDetail> {
  requirePermission(actor, "ad", "read");
  const id = adUuid(adId);
  const ad = await findAd(sql, id, adScope(actor));
  if (!ad) throw new AppError("ad_not_found");
  const { brandId, input, version } = ad;
  const [position, kept, tries, brandName, messages] = await Promise.all([
    findPosition(sql, id, agingStepS),
    listRevisions(sql, id),
    selectTries(sql, id),
    brandId === null ? null : findBrandName(sql, brandId),
    input.webhookUrl === undefined ? [] : listAdMessages(sql, toPublicId("ad", id)),
  ]);
  return {
    id,
    input,
    version,
    brandId,
    brandName,
    status: ad.status,
    attempts: ad.attempts,
    submittedAt: ad.submittedAt,
    dueAt: ad.dueAt,
    completedAt: ad.completedAt,
    failure: ad.failure,
    score: ad.score,
    // Written by the workers alone, in this form.
    analysis: ad.analysis as AdAnalysis | null,
    review: ad.review,
    reasons: ad.reasons,
    reviewedAt: ad.reviewedAt,
    position: position ?? null,
    firstAt: firstInLineAt(ad.submittedAt, input.priority),
    tries,
    versions: versionsOf(kept, { version, input }),
    messages,
    isOwn: isAdOwner(actor, ad.ownerId),
  };
}
