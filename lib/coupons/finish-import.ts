import type { CouponDeps } from "#lib/coupons/coupon-deps.ts";
import { lockImport, moveImport } from "#lib/coupons/store-imports.ts";
import { allowLongWork, deleteFreeCoupons } from "#lib/coupons/store-staging.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

type Target = { readonly importId: string };

function audit(
  tx: Executor,
  deps: CouponDeps,
  actor: Actor,
  entry: { action: string; importId: string; after?: unknown },
): Promise<void> {
  const { action, importId, after } = entry;
  const subject = { subjectKind: "coupon_import", subjectId: importId };
  return writeAudit(tx, { actor, action, ...subject, after, requestId: deps.requestId ?? null });
}

/** Orders the commit of what the report said; the worker carries it out. Asking twice is asking once. */
export async function commitImport(
  deps: CouponDeps,
  actor: Actor,
  { importId }: Target,
): Promise<void> {
  requirePermission(actor, "pool", "import");
  await deps.sql.begin(async (tx) => {
    const row = await lockImport(tx, importId);
    if (row.state === "committing" || row.state === "committed") return;
    if (row.state !== "checked" || row.rowsNew === 0) throw new AppError("import_state");
    await moveImport(tx, importId, ["checked"], { state: "committing" });
    const after = { poolId: row.poolId, codes: row.rowsNew };
    await audit(tx, deps, actor, { action: "coupon_import.committed", importId, after });
  });
}

/** Ends an import before its commit began; an upload that still streams stops at its next sign of life. */
export async function cancelImport(
  deps: CouponDeps,
  actor: Actor,
  { importId }: Target,
): Promise<void> {
  requirePermission(actor, "pool", "import");
  await deps.sql.begin(async (tx) => {
    const row = await lockImport(tx, importId);
    if (row.state === "cancelled") return;
    const moved = await moveImport(tx, importId, ["uploading", "uploaded", "checking", "checked"], {
      state: "cancelled",
    });
    if (!moved) throw new AppError("import_state");
    await audit(tx, deps, actor, { action: "coupon_import.cancelled", importId });
  });
}

/**
 * Takes a committed import back while every code of it is still in the pool. A code that the allocator takes at
 * the same moment makes the delete come up one short, and then nothing is taken back.
 */
export async function undoImport(
  deps: CouponDeps,
  actor: Actor,
  { importId }: Target,
): Promise<void> {
  requirePermission(actor, "pool", "import");
  await deps.sql.begin(async (tx) => {
    await allowLongWork(tx);
    const row = await lockImport(tx, importId);
    if (row.state === "undone") return;
    if (row.state !== "committed") throw new AppError("import_state");
    const deleted = await deleteFreeCoupons(tx, row);
    if (deleted !== row.rowsStored) throw new AppError("import_not_undoable");
    await moveImport(tx, importId, ["committed"], { state: "undone" });
    const after = { poolId: row.poolId, codes: deleted };
    await audit(tx, deps, actor, { action: "coupon_import.undone", importId, after });
  });
}
