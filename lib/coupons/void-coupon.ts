import type { VoidCoupon } from "#lib/coupons/contract.ts";
import type { VoidDeps } from "#lib/coupons/coupon-deps.ts";
import { recordChange } from "#lib/coupons/redeem-coupon.ts";
import { findOwner, lockById, releaseReserved, updateState } from "#lib/coupons/store-lifecycle.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

const voidable = ["AVAILABLE", "RESERVED", "ISSUED"];

/**
 * An operator's act. "return" sets a reserved coupon free for another winner: the only way back to AVAILABLE.
 * "void" ends a coupon that nobody redeemed. The play's row in the ledger stays what it was; a return is an entry
 * of its own in the game's chain.
 */
export async function voidCoupon(
  deps: VoidDeps,
  actor: Actor,
  { couponId, effect, reason }: VoidCoupon,
): Promise<void> {
  requirePermission(actor, "coupon", "void");
  const scope = brandScope(actor);
  await deps.sql.begin(async (tx) => {
    // The ledger first: decide() locks it before any coupon, and two orders would wait in a circle.
    const owner = effect === "return" ? await tellLedger(tx, deps, couponId, scope) : null;
    const row = await lockById(tx, couponId, scope);
    if (!row) throw new AppError("coupon_not_found");
    const fits =
      effect === "return"
        ? row.state === "RESERVED" && row.playId === owner
        : voidable.includes(row.state);
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

/** Answers the play that the ledger now says to have lost its coupon; null when there was none to name. */
async function tellLedger(
  tx: Executor,
  deps: VoidDeps,
  couponId: string,
  scope: string | null,
): Promise<string | null> {
  const playId = await findOwner(tx, couponId, scope);
  if (playId === null) return null;
  if (!(await deps.plays.takeBackWin(tx, { playId, couponId }))) {
    throw new AppError("coupon_not_redeemable");
  }
  return playId;
}
