import {
  type CouponListed,
  type CouponState,
  type PoolInput,
  type PoolListed,
  poolInputSchema,
} from "#lib/coupons/contract.ts";
import type { CouponDeps } from "#lib/coupons/coupon-deps.ts";
import {
  insertPool,
  isPoolInUse,
  lockPool,
  type PoolRow,
  selectCoupons,
  selectPools,
  updatePool,
  updatePoolArchived,
} from "#lib/coupons/store-pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";

type Target = { readonly poolId: string };

function view(row: PoolRow): PoolListed {
  return {
    ...row,
    lowStock: row.loaded > 0 && row.available * 100 < row.loaded * row.lowStockShare,
    codesExpireAt: isoOrNull(row.codesExpireAt),
    archivedAt: isoOrNull(row.archivedAt),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

function audit(
  tx: Executor,
  deps: CouponDeps,
  actor: Actor,
  entry: { action: string; poolId: string; before?: unknown; after?: unknown },
): Promise<void> {
  const { poolId, ...rest } = entry;
  const requestId = deps.requestId ?? null;
  return writeAudit(tx, {
    actor,
    subjectKind: "coupon_pool",
    subjectId: poolId,
    requestId,
    ...rest,
  });
}

export async function createPool(
  deps: CouponDeps,
  actor: Actor,
  input: PoolInput,
): Promise<{ readonly poolId: string }> {
  requirePermission(actor, "pool", "create");
  const row = poolInputSchema.parse(input);
  return deps.sql.begin(async (tx) => {
    const poolId = await insertPool(tx, row);
    await audit(tx, deps, actor, { action: "coupon_pool.created", poolId, after: row });
    return { poolId };
  });
}

export async function editPool(
  deps: CouponDeps,
  actor: Actor,
  input: Target & Omit<PoolInput, "brandId">,
): Promise<void> {
  requirePermission(actor, "pool", "edit");
  const { poolId, ...fields } = input;
  const row = poolInputSchema.omit({ brandId: true }).parse(fields);
  await deps.sql.begin(async (tx) => {
    const { name, codesExpireAt, lowStockShare } = await lockPool(tx, poolId);
    await updatePool(tx, poolId, row);
    const before = { name, codesExpireAt, lowStockShare };
    await audit(tx, deps, actor, {
      action: "coupon_pool.edited",
      poolId,
      before,
      after: row,
    });
  });
}

/** Refused while a game that is not over draws on the pool. */
export async function archivePool(
  deps: CouponDeps,
  actor: Actor,
  { poolId, archived = true }: Target & { readonly archived?: boolean },
): Promise<void> {
  requirePermission(actor, "pool", "archive");
  await deps.sql.begin(async (tx) => {
    await lockPool(tx, poolId);
    if (archived && (await isPoolInUse(tx, poolId))) throw new AppError("pool_in_use");
    await updatePoolArchived(tx, poolId, archived);
    const action = archived ? "coupon_pool.archived" : "coupon_pool.unarchived";
    await audit(tx, deps, actor, { action, poolId });
  });
}

export async function listPools(
  db: Executor,
  actor: Actor,
  { brandId = null, archived = false }: { brandId?: string | null; archived?: boolean } = {},
): Promise<PoolListed[]> {
  requirePermission(actor, "pool", "read");
  return (await selectPools(db, { poolId: null, brandId, archived })).map(view);
}

export async function getPool(db: Executor, actor: Actor, { poolId }: Target): Promise<PoolListed> {
  requirePermission(actor, "pool", "read");
  const [row] = await selectPools(db, { poolId, brandId: null, archived: true });
  if (!row) throw new AppError("pool_not_found");
  return view(row);
}

export interface ListCoupons extends Target {
  readonly state?: CouponState | null;
  /** The last id of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

/** Codes of a pool, masked. */
export async function listCoupons(
  db: Executor,
  actor: Actor,
  { poolId, state = null, after = "0", limit = 50 }: ListCoupons,
): Promise<CouponListed[]> {
  requirePermission(actor, "coupon", "read");
  const query = { poolId, state, afterId: Number(after), limit: Math.min(limit, 200) };
  return (await selectCoupons(db, query)).map((row) => ({
    ...row,
    reservedAt: isoOrNull(row.reservedAt),
    issuedAt: isoOrNull(row.issuedAt),
    redeemedAt: isoOrNull(row.redeemedAt),
    expiresAt: isoOrNull(row.expiresAt),
  }));
}
