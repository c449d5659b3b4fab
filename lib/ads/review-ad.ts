import { type AdDeps, adScope, adUuid } from "#lib/ads/ad-deps.ts";
import type { AdView } from "#lib/ads/contract.ts";
import { viewOf } from "#lib/ads/get-ad.ts";
import { findAd, lockAd } from "#lib/ads/store-ads.ts";
import { setReview } from "#lib/ads/store-changes.ts";
import { actorIdOf } from "#lib/identity/actor-id.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface ReviewCall {
  readonly adId: string;
  readonly verdict: "APPROVED" | "REJECTED";
  readonly reasons: readonly string[];
}

/** Approves an analysed ad, or sends it back with reasons. A verdict may be changed; the audit log keeps both. */
export async function reviewAd(deps: AdDeps, actor: Actor, call: ReviewCall): Promise<AdView> {
  requirePermission(actor, "ad", "review");
  const { verdict, reasons } = call;
  if (verdict === "REJECTED" && reasons.length === 0) {
    const message = "Say why, so that the ad can be mended.";
    throw new AppError("invalid", { fields: [{ path: "reasons", message }] });
  }
  const id = adUuid(call.adId);
  const scope = adScope(actor);
  await deps.sql.begin(async (tx) => {
    const ad = await lockAd(tx, id, scope);
    if (!ad) throw new AppError("ad_not_found");
    if (ad.status !== "COMPLETED") {
      throw new AppError("ad_state", {
        details: `It is ${ad.status}: review it when its analysis is complete.`,
      });
    }
    await setReview(tx, id, {
      verdict,
      reasons,
      by: actor.kind === "user" ? actorIdOf(actor) : null,
    });
    await writeAudit(tx, {
      actor,
      action: verdict === "APPROVED" ? "ad.approved" : "ad.sent_back",
      subjectKind: "ad",
      subjectId: id,
      before: { review: ad.review, reasons: ad.reasons },
      after: { review: verdict, reasons },
      requestId: deps.requestId ?? null,
    });
  });
  const now = await findAd(deps.sql, id, scope);
  if (!now) throw new AppError("ad_not_found");
  return viewOf(now);
}
