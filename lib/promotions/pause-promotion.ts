import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { stateByTime } from "#lib/promotions/book-promotion.ts";
import { auditPromotion, type PromotionDeps } from "#lib/promotions/promotion-deps.ts";
import { lockPromotion, updateState } from "#lib/promotions/store-promotions.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

type Target = { readonly promotionId: string; readonly reason?: string };

/** Its placements are given back with the next allocation; the end of its window stays where it is. */
export async function pausePromotion(
  deps: PromotionDeps,
  actor: Actor,
  { promotionId, reason = "" }: Target,
): Promise<void> {
  requirePermission(actor, "promotion", "pause");
  await deps.sql.begin(async (tx) => {
    const row = await lockPromotion(tx, promotionId, brandScope(actor));
    if (row.state === "paused") return;
    if (row.state !== "live" && row.state !== "scheduled") throw new AppError("promotion_state");
    await updateState(tx, promotionId, "paused");
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.paused",
      promotionId,
      before: { state: row.state },
      after: { state: "paused", reason },
    });
    await wantAllocation(tx, "promotion");
  });
}

/** Goes on with what is left of its window; where it runs is allocated anew. */
export async function resumePromotion(
  deps: PromotionDeps,
  actor: Actor,
  { promotionId }: Target,
): Promise<void> {
  requirePermission(actor, "promotion", "pause");
  await deps.sql.begin(async (tx) => {
    const row = await lockPromotion(tx, promotionId, brandScope(actor));
    if (row.state === "live" || row.state === "scheduled") return;
    if (row.state !== "paused" || row.isOver) throw new AppError("promotion_state");
    const state = stateByTime(row);
    await updateState(tx, promotionId, state);
    await auditPromotion(tx, deps, {
      actor,
      action: "promotion.resumed",
      promotionId,
      before: { state: row.state },
      after: { state },
    });
    await wantAllocation(tx, "promotion");
  });
}
