import { codeHashKey, hashCode } from "#lib/coupons/code-cipher.ts";
import type { Redeem, RedeemedCoupon } from "#lib/coupons/contract.ts";
import type { CodeDeps, CouponDeps } from "#lib/coupons/coupon-deps.ts";
import {
  insertEvent,
  type LifeRow,
  lockByCode,
  lockById,
  updateState,
} from "#lib/coupons/store-lifecycle.ts";
import { actorIdOf } from "#lib/identity/actor-id.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

interface Change {
  readonly kind: string;
  readonly reason?: string | null;
  readonly reference?: string | null;
  readonly before: string;
  readonly after: string;
}

/** The coupon's own event and the audit row of one change of state. */
export async function recordChange(
  tx: Executor,
  deps: CouponDeps,
  actor: Actor,
  row: LifeRow,
  change: Change,
): Promise<void> {
  const { kind, reason = null, reference = null } = change;
  const actorId = actorIdOf(actor);
  await insertEvent(tx, {
    couponId: row.id,
    brandId: row.brandId,
    kind,
    actorKind: actor.kind,
    actorId,
    reason,
    reference,
  });
  await writeAudit(tx, {
    actor,
    action: `coupon.${kind}`,
    subjectKind: "coupon",
    subjectId: row.id,
    before: { state: change.before },
    after: { state: change.after, ...(reason !== null && { reason }) },
    requestId: deps.requestId ?? null,
  });
}

function answer(row: LifeRow, state: "REDEEMED" | "ISSUED", at: string | null): RedeemedCoupon {
  const redeemedAt = at === null ? null : new Date(at).toISOString();
  return { couponId: row.id, state, mask: row.mask, prize: row.prize, redeemedAt };
}

function requireRedeemable(row: LifeRow): void {
  if (row.state === "EXPIRED" || (row.state === "ISSUED" && row.isExpired)) {
    throw new AppError("coupon_expired");
  }
  if (row.state === "ISSUED") return;
  const details: Partial<Record<LifeRow["state"], string>> = {
    REDEEMED: `It was redeemed on ${row.redeemedAt === null ? "an earlier day" : new Date(row.redeemedAt).toISOString()}.`,
    RESERVED: "Its winner has not seen it yet.",
    AVAILABLE: "It was not given out.",
    VOIDED: "It was taken back.",
  };
  const said = details[row.state];
  throw new AppError("coupon_not_redeemable", said === undefined ? {} : { details: said });
}

/**
 * ISSUED → REDEEMED, once. The brand of the caller is part of the look-up, so another brand's code is simply
 * unknown. The same `reference` again answers the same again: a till may repeat a call whose answer it lost.
 */
export async function redeemCoupon(
  deps: CodeDeps,
  actor: Actor,
  { code, reference }: Redeem,
): Promise<RedeemedCoupon> {
  requirePermission(actor, "coupon", "redeem");
  const codeHmac = hashCode(codeHashKey(deps.masterSecret), code);
  return deps.sql.begin(async (tx) => {
    const row = await lockByCode(tx, codeHmac, brandScope(actor));
    if (!row) throw new AppError("coupon_not_found");
    const repeated = reference !== undefined && row.reference === reference;
    if (row.state === "REDEEMED" && repeated) return answer(row, "REDEEMED", row.redeemedAt);
    requireRedeemable(row);
    const redeemedAt = await updateState(tx, row.id, "REDEEMED");
    const change = { kind: "redeemed", reference: reference ?? null } as const;
    await recordChange(tx, deps, actor, row, { ...change, before: "ISSUED", after: "REDEEMED" });
    const redeemed = answer(row, "REDEEMED", redeemedAt);
    await tellRedeemed(tx, row, redeemed, reference ?? null);
    return redeemed;
  });
}

/** Ids and the till's own reference: neither the code nor its mask. */
function tellRedeemed(
  tx: Executor,
  { id, poolId, brandId, playId, prize }: LifeRow,
  { redeemedAt }: RedeemedCoupon,
  reference: string | null,
): Promise<void> {
  const data = { couponId: id, poolId, brandId, playId, prize, reference, redeemedAt };
  return writeEvent(tx, { type: "coupon.redeemed", brandId, data });
}

/** REDEEMED → ISSUED: the sale fell through, the winner keeps the coupon. Asking twice is asking once. */
export async function rollbackRedemption(
  deps: CouponDeps,
  actor: Actor,
  { couponId, reason }: { readonly couponId: string; readonly reason: string },
): Promise<RedeemedCoupon> {
  requirePermission(actor, "coupon", "rollback");
  if (!/^\d{1,15}$/.test(couponId)) throw new AppError("coupon_not_found");
  return deps.sql.begin(async (tx) => {
    const row = await lockById(tx, couponId, brandScope(actor));
    if (!row) throw new AppError("coupon_not_found");
    if (row.state === "ISSUED") return answer(row, "ISSUED", null);
    if (row.state !== "REDEEMED") throw new AppError("coupon_not_redeemable");
    await updateState(tx, row.id, "ISSUED");
    await recordChange(tx, deps, actor, row, {
      kind: "rolled_back",
      reason,
      before: "REDEEMED",
      after: "ISSUED",
    });
    return answer(row, "ISSUED", null);
  });
}
