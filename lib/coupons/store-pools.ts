import type { CouponState } from "#lib/coupons/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface PoolRow {
  readonly id: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly name: string;
  readonly codesExpireAt: string | null;
  readonly lowStockShare: number;
  readonly archivedAt: string | null;
  readonly createdAt: string;
  readonly loaded: number;
  readonly available: number;
  readonly reserved: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly voided: number;
  readonly inUse: boolean;
}

/** Pools with their ledgers, counted from the coupons themselves: the seven figures are always of one moment. */
export async function selectPools(
  db: Executor,
  filter: {
    readonly poolId: string | null;
    readonly brandId: string | null;
    readonly archived: boolean;
  },
): Promise<PoolRow[]> {
  return db<PoolRow[]>`
    select p.id, p.brand_id as "brandId", b.name as "brandName", p.name, p.codes_expire_at as "codesExpireAt",
      p.low_stock_share as "lowStockShare", p.archived_at as "archivedAt", p.created_at as "createdAt",
      l.loaded, l.available, l.reserved, l.issued, l.redeemed, l.expired, l.voided,
      exists (select 1 from prize z join game g on g.id = z.game_id
        where z.pool_id = p.id and g.state in ('scheduled', 'live', 'paused')) as "inUse"
    from coupon_pool p join brand b on b.id = p.brand_id
    cross join lateral (
      select count(*)::int as loaded,
        count(*) filter (where state = 'AVAILABLE')::int as available,
        count(*) filter (where state = 'RESERVED')::int as reserved,
        count(*) filter (where state = 'ISSUED')::int as issued,
        count(*) filter (where state = 'REDEEMED')::int as redeemed,
        count(*) filter (where state = 'EXPIRED')::int as expired,
        count(*) filter (where state = 'VOIDED')::int as voided
      from coupon c where c.pool_id = p.id) l
    where b.rehearsal_of is null
      and (${filter.poolId}::uuid is null or p.id = ${filter.poolId}::uuid)
      and (${filter.brandId}::uuid is null or p.brand_id = ${filter.brandId}::uuid)
      and (${filter.archived}::boolean or p.archived_at is null)
    order by lower(b.name), lower(p.name), p.id`;
}

export interface PoolWrite {
  readonly name: string;
  readonly codesExpireAt: string | null;
  readonly lowStockShare: number;
}

export async function insertPool(
  db: Executor,
  row: PoolWrite & { readonly brandId: string },
): Promise<string> {
  const [made] = await db<{ id: string }[]>`
    insert into coupon_pool (brand_id, name, codes_expire_at, low_stock_share)
    select id, ${row.name}, ${row.codesExpireAt}::timestamptz, ${row.lowStockShare}
    from brand where id = ${row.brandId} and archived_at is null
    returning id`;
  if (!made) throw new AppError("brand_not_found");
  return made.id;
}

export async function updatePool(db: Executor, id: string, row: PoolWrite): Promise<void> {
  await db`
    update coupon_pool set name = ${row.name}, codes_expire_at = ${row.codesExpireAt},
      low_stock_share = ${row.lowStockShare}
    where id = ${id}`;
}

export async function updatePoolArchived(
  db: Executor,
  id: string,
  archived: boolean,
): Promise<void> {
  await db`
    update coupon_pool set archived_at = case when ${archived}::boolean then clock_timestamp() end
    where id = ${id}`;
}

export interface LockedPool extends PoolWrite {
  readonly id: string;
  readonly brandId: string;
  readonly archivedAt: string | null;
}

export async function lockPool(db: Executor, id: string): Promise<LockedPool> {
  const [row] = await db<LockedPool[]>`
    select id, brand_id as "brandId", name, codes_expire_at as "codesExpireAt",
      low_stock_share as "lowStockShare", archived_at as "archivedAt"
    from coupon_pool where id = ${id} for update`;
  if (!row) throw new AppError("pool_not_found");
  return row;
}

export async function isPoolInUse(db: Executor, id: string): Promise<boolean> {
  const [row] = await db<{ used: boolean }[]>`
    select exists (select 1 from prize z join game g on g.id = z.game_id
      where z.pool_id = ${id} and g.state in ('scheduled', 'live', 'paused')) as used`;
  return row?.used ?? false;
}

export interface CouponRow {
  readonly id: string;
  readonly mask: string;
  readonly state: CouponState;
  readonly reservedAt: string | null;
  readonly issuedAt: string | null;
  readonly redeemedAt: string | null;
  readonly expiresAt: string | null;
}

/** One page in id order after `afterId`: a pool of a million codes pages as fast at its end as at its start. */
export async function selectCoupons(
  db: Executor,
  query: {
    readonly poolId: string;
    readonly state: CouponState | null;
    readonly afterId: number;
    readonly limit: number;
  },
): Promise<CouponRow[]> {
  return db<CouponRow[]>`
    select id::text as id, mask, state, reserved_at as "reservedAt", issued_at as "issuedAt",
      redeemed_at as "redeemedAt", expires_at as "expiresAt"
    from coupon
    where pool_id = ${query.poolId} and id > ${query.afterId}
      and (${query.state}::text is null or state = ${query.state}::text::coupon_state)
    order by id limit ${query.limit}`;
}
