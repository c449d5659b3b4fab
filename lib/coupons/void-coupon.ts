import type { VoidCoupon } from "#lib/coupons/contract.ts";
import type { CouponDeps } from "#lib/coupons/coupon-deps.ts";
import { recordChange } from "#lib/coupons/redeem-coupon.ts";
import { lockById, releaseReserved, updateState } from "#lib/coupons/store-lifecycle.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";

const voidable = ["AVAILABLE", "RESERVED", "ISSUED"];

/**
 * An operator's act. "return" sets a reserved coupon free for another winner: the only way back to AVAILABLE.
 * "void" ends a coupon that nobody redeemed. The play's result in the ledger stays what it was.
 */
export async function voidCoupon(
  deps: CouponDeps,
  actor: Actor,
  { couponId, effect, reason }: VoidCoupon,
): Promise<void> {
  requirePermission(actor, "coupon", "void");
  await deps.sql.begin(async (tx) => {
    const row = await lockById(tx, couponId, brandScope(actor));
    if (!row) throw new AppError("coupon_not_found");
    const fits = effect === "return" ? row.state === "RESERVED" : voidable.includes(row.state);
    if (!fits) throw new AppError("coupon_not_redeemable");
    if (effect === "return") await releaseReserved(tx, row.id);
    else await updateState(tx, row.id, "VOIDED");
    await recordChange(tx, deps, actor, row, {
      kind: effect === "return" ? "returned" : "voided",
      reason,
      before: row.state,
      after: effect === "return" ? "AVAILABLE" : "VOIDED",
    });
  });
}
