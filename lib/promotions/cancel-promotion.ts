import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { auditPromotion, type PromotionDeps } from "#lib/promotions/promotion-deps.ts";
import { lockPromotion, updateState } from "#lib/promotions/store-promotions.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

/** For good: its placements go with the next allocation, its receipts and its certificate stay. */
export async function cancelPromotion(
  deps: PromotionDeps,
  actor: Actor,
  { promotionId, reason = "" }: { readonly promotionId: string; readonly reason?: string },
): Promise<void> {
  requirePermission(actor, "promotion", "cancel");
  await deps.sql.begin(async (tx) => {
    const row = await lockPromotion(tx, promotionId, brandScope(actor));
    if (row.state === "cancelled") return;
    if (row.state === "ended") throw new AppError("promotion_state");
    await updateState(tx, promotionId, "cancelled");
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.cancelled",
      promotionId,
      before: { state: row.state },
      after: { state: "cancelled", reason },
    });
    await wantAllocation(tx, "promotion");
  });
}
