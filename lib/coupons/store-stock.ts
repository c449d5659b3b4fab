import type { Executor } from "#lib/platform/database.ts";

export interface StockCrossing {
  readonly poolId: string;
  readonly brandId: string;
  readonly pool: string;
  readonly lowStockShare: number;
  readonly loaded: number;
  readonly left: number;
  readonly isLow: boolean;
}

/**
 * Pools whose mark is not what their stock is: in use by a game that runs or has just ended, or marked already. A
 * coupon reserved a moment ago still counts as left: until its reveal nobody may notice that a play has won.
 */
export async function findCrossings(db: Executor): Promise<StockCrossing[]> {
  return await db<StockCrossing[]>`
    select * from (
      select p.id as "poolId", p.brand_id as "brandId", p.name as pool, p.low_stock_share as "lowStockShare",
        l.loaded, l.left_over as "left", p.low_stock_at is not null as was_low,
        l.loaded > 0 and l.left_over::bigint * 100 < l.loaded::bigint * p.low_stock_share as "isLow"
      from coupon_pool p join brand b on b.id = p.brand_id and b.rehearsal_of is null
      cross join lateral (
        select count(*)::int as loaded,
          count(*) filter (where c.state = 'AVAILABLE'
            or c.state = 'RESERVED' and c.reserved_at > clock_timestamp() - interval '2 minutes')::int as left_over
        from coupon c where c.pool_id = p.id) l
      where p.archived_at is null and (p.low_stock_at is not null or exists (
        select 1 from prize z join game g on g.id = z.game_id
        where z.pool_id = p.id and (g.state in ('live', 'paused')
          or g.state = 'ended' and g.ends_at > clock_timestamp() - interval '1 hour')))) s
    where was_low <> "isLow" order by "poolId"`;
}

/** False when another worker was faster. */
export async function markLowStock(db: Executor, poolId: string, isLow: boolean): Promise<boolean> {
  const rows = await db`
    update coupon_pool set low_stock_at = case when ${isLow}::boolean then clock_timestamp() end
    where id = ${poolId} and (low_stock_at is null) = ${isLow}::boolean returning 1`;
  return rows.length === 1;
}
