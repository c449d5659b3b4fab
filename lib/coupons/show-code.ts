import type { ShowCode } from "#lib/coupons/contract.ts";
import type { CodeDeps } from "#lib/coupons/coupon-deps.ts";
import { openCode } from "#lib/coupons/open-code.ts";
import { lockById } from "#lib/coupons/store-lifecycle.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Codes that their winner may see. Before that nobody does: whoever knew one could spend it first. */
const showable = ["ISSUED", "REDEEMED", "EXPIRED", "VOIDED"];

/**
 * Shows staff one code in the clear, for a winner who lost it or a till that doubts it. Who saw it and why are
 * written in the transaction that opens it: when either cannot be, nobody sees anything.
 */
export async function showCode(
  deps: CodeDeps,
  actor: Actor,
  { couponId, reason }: ShowCode,
): Promise<{ readonly code: string }> {
  requirePermission(actor, "coupon", "reveal");
  return deps.sql.begin(async (tx) => {
    const row = await lockById(tx, couponId, null);
    if (!row) throw new AppError("coupon_not_found");
    if (!showable.includes(row.state)) {
      throw new AppError("coupon_not_yet", { details: "Its winner cannot see it yet." });
    }
    await writeAudit(tx, {
      actor,
      action: "coupon.code_shown",
      subjectKind: "coupon",
      subjectId: row.id,
      after: { mask: row.mask, reason },
      requestId: deps.requestId ?? null,
    });
    const access = { actorKind: actor.kind, actorId: idOf(actor), purpose: "staff" };
    return { code: await openCode(tx, deps.masterSecret, row.id, access) };
  });
}

function idOf(actor: Actor): string {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "api_key" ? actor.keyId : actor.kind;
}
