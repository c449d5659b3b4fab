import type { CouponDeps } from "#lib/coupons/coupon-deps.ts";
import { voidShown } from "#lib/coupons/store-quarantine.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";

const atOnce = 10_000;

/**
 * After a restore of Postgres to an earlier moment: coupons that the witness files name and that are free again
 * are ended, so that no code is ever given to a second player. Returned coupons are ended too, which wastes a code
 * and harms nobody. Safe to repeat. Answers how many were ended.
 */
export async function quarantineShown(
  deps: CouponDeps,
  actor: Actor,
  couponIds: readonly number[],
): Promise<number> {
  requirePermission(actor, "coupon", "void");
  return await deps.sql.begin(async (tx) => {
    let ended = 0;
    for (let from = 0; from < couponIds.length; from += atOnce) {
      ended += await voidShown(tx, couponIds.slice(from, from + atOnce));
    }
    await writeAudit(tx, {
      actor,
      action: "coupon.quarantine",
      subjectKind: "coupon",
      subjectId: "witness",
      after: { named: couponIds.length, ended },
    });
    return ended;
  });
}
