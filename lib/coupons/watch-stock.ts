import { findCrossings, markLowStock } from "#lib/coupons/store-stock.ts";
import type { Sql } from "#lib/platform/database.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";

/**
 * Tells of pools in use that have fallen below their low-stock share since the last look, once each time they do; a
 * pool that was filled up may fall again. Counting at each win would have every batch count its pools. Any number of
 * workers may look at once: the mark on the pool is set in the transaction that tells.
 */
export async function tellLowStock(sql: Sql): Promise<number> {
  let told = 0;
  for (const pool of await findCrossings(sql)) {
    await sql.begin(async (tx) => {
      if (!(await markLowStock(tx, pool.poolId, pool.isLow)) || !pool.isLow) return;
      const { poolId, brandId, pool: name, left, loaded, lowStockShare } = pool;
      const data = { poolId, pool: name, brandId, left, loaded, lowStockShare };
      await writeEvent(tx, { type: "coupon.low_stock", brandId, data });
      told += 1;
    });
  }
  return told;
}
