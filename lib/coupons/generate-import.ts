import { forecastPattern } from "#lib/coupons/code-pattern.ts";
import { type GenerateCodes, generateCodesSchema } from "#lib/coupons/contract.ts";
import type { CouponDeps } from "#lib/coupons/coupon-deps.ts";
import { insertImport } from "#lib/coupons/store-imports.ts";
import { lockPool } from "#lib/coupons/store-pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Orders codes of a pattern. They take the way of an upload: staged, checked, then committed by whoever asked. */
export async function generateImport(
  deps: CouponDeps,
  actor: Actor,
  input: GenerateCodes,
): Promise<{ readonly importId: string }> {
  requirePermission(actor, "pool", "generate");
  const { poolId, pattern, count } = generateCodesSchema.parse(input);
  const { problem } = forecastPattern(pattern, count);
  if (problem !== null) throw new AppError("pattern_invalid", { details: problem });
  return deps.sql.begin(async (tx) => {
    const { archivedAt } = await lockPool(tx, poolId);
    if (archivedAt !== null) throw new AppError("pool_not_found");
    const importId = await insertImport(tx, {
      poolId,
      fileName: pattern,
      state: "uploaded",
      source: { kind: "pattern", pattern, count },
      bytesTotal: 0,
      createdBy: actor.kind === "user" ? actor.userId : null,
    });
    await writeAudit(tx, {
      actor,
      action: "coupon_import.generated",
      subjectKind: "coupon_import",
      subjectId: importId,
      after: { poolId, pattern, count },
      requestId: deps.requestId ?? null,
    });
    return { importId };
  });
}
