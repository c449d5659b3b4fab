import { expireFree, expireIssued } from "#lib/coupons/store-lifecycle.ts";
import type { Sql } from "#lib/platform/database.ts";

const block = 5_000;

/** Ends coupons past their time. Called by a worker now and then; returns how many it ended. */
export async function expireCoupons(sql: Sql): Promise<number> {
  let expired = 0;
  for (const step of [expireIssued, expireFree]) {
    for (let count = await step(sql, block); count > 0; count = await step(sql, block)) {
      expired += count;
    }
  }
  return expired;
}
