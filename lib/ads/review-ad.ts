import { type AdDeps, adScope, adUuid } from "#lib/ads/ad-deps.ts";
import { targetOf } from "#lib/ads/ad-webhook.ts";
import type { AdView } from "#lib/ads/contract.ts";
import { viewOf } from "#lib/ads/get-ad.ts";
import { notify } from "#lib/ads/queue/store-outcome.ts";
import { type AdRow, findAd, lockAd } from "#lib/ads/store-ads.ts";
import { setReview } from "#lib/ads/store-changes.ts";
import { actorIdOf } from "#lib/identity/actor-id.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { TransactionSql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

export interface ReviewCall {
  readonly adId: string;
  readonly verdict: "APPROVED" | "REJECTED";
  readonly reasons: readonly string[];
}

/** Whoever submitted it hears of the verdict: inside the product, and by the webhook that the ad names. */
async function tellVerdict(
  tx: TransactionSql,
  actor: Actor,
  ad: AdRow,
  { verdict, reasons }: ReviewCall,
): Promise<void> {
  const type = verdict === "APPROVED" ? "ad.approved" : "ad.sent_back";
  const { id, ownerId, brandId, input } = ad;
  const data = { adId: toPublicId("ad", id), version: ad.version + 1, review: verdict, reasons };
  const alsoTo = targetOf({ ownerId, brandId, url: input.webhookUrl });
  await writeEvent(tx, { type, brandId, data, alsoTo });
  const isOwn = actor.kind === "user" && actor.userId === ownerId;
  if (isOwn && brandId === null) return;
  const sentence =
    verdict === "APPROVED"
      ? `“${input.title}” is approved.`
      : `“${input.title}” was sent back: ${reasons.join(" ")}`;
  const userId = isOwn ? null : ownerId;
  await notify(tx, [{ userId, brandId, kind: type, subjectId: id, sentence }]);
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
    await tellVerdict(tx, actor, ad, call);
  });
  const now = await findAd(deps.sql, id, scope);
  if (!now) throw new AppError("ad_not_found");
  return viewOf(now);
}
