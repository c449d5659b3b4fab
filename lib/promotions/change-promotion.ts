import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { freeWireKey, namedVariants, settleBooking } from "#lib/promotions/book-promotion.ts";
import {
  type ChangeDraft,
  type ChangeTexts,
  changeDraftSchema,
  changeTextsSchema,
} from "#lib/promotions/booking-contract.ts";
import { auditPromotion, type PromotionDeps } from "#lib/promotions/promotion-deps.ts";
import {
  listWireKeys,
  lockPromotion,
  replaceVariants,
  updateDraft,
  updateMessages,
  updateTexts,
} from "#lib/promotions/store-promotions.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

/** Everything of a draft. Its brand decides once and for all whether it is of the demo. */
export async function changeDraft(
  deps: PromotionDeps,
  actor: Actor,
  input: ChangeDraft,
): Promise<void> {
  requirePermission(actor, "promotion", "edit");
  const { promotionId, ...asked } = changeDraftSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const before = await lockPromotion(tx, promotionId, brandScope(actor));
    if (before.state !== "draft") throw new AppError("promotion_state");
    const { booking, demo } = await settleBooking(tx, deps, brandScope(actor), asked);
    if (demo !== before.demo) {
      const message = "A promotion of the demo stays with the demo's brands, any other without.";
      throw new AppError("invalid", { fields: [{ path: "brandId", message }] });
    }
    const { campaignId, variants, ...fields } = booking;
    const taken = await listWireKeys(tx, fields.appId, promotionId);
    const wireKey = campaignId || freeWireKey(fields.appId, fields.startsAt, taken);
    await updateDraft(tx, promotionId, { ...fields, wireKey });
    await replaceVariants(tx, promotionId, namedVariants(variants));
    const { id: _id, demo: _demo, hasBegun: _hasBegun, isOver: _isOver, ...was } = before;
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.edited",
      promotionId,
      before: was,
      after: { ...fields, wireKey, variants: namedVariants(variants) },
    });
  });
}

/** Texts of a booked promotion. Bots get them with the next version of their batches, within a second. */
export async function changeTexts(
  deps: PromotionDeps,
  actor: Actor,
  input: ChangeTexts,
): Promise<void> {
  requirePermission(actor, "promotion", "edit");
  const { promotionId, variants, ...texts } = changeTextsSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const row = await lockPromotion(tx, promotionId, brandScope(actor));
    if (row.state === "ended" || row.state === "cancelled") throw new AppError("promotion_state");
    const {
      appName = null,
      shortDescription = null,
      longDescription = null,
      imageUrl = null,
      ctaUrl = null,
    } = texts;
    await updateTexts(tx, promotionId, {
      ...{ appName, shortDescription, longDescription, imageUrl, ctaUrl },
    });
    const unknown = await updateMessages(tx, promotionId, variants);
    if (unknown.length > 0) {
      const message = `There is no variant ${unknown.join(", ")}. Variants are fixed once it is booked.`;
      throw new AppError("invalid", { fields: [{ path: "variants", message }] });
    }
    const { shortDescription: short, longDescription: long } = row;
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.texts_changed",
      promotionId,
      before: { appName: row.appName, shortDescription: short, longDescription: long },
      after: { ...texts, variants },
    });
    await wantAllocation(tx, "promotion");
  });
}
