import { expireDue } from "#lib/coupons/store-lifecycle.ts";
import type { Sql } from "#lib/platform/database.ts";

const block = 5_000;

/** Ends coupons past their time. Called by a worker now and then; returns how many it ended. */
export async function expireCoupons(sql: Sql): Promise<number> {
  let expired = 0;
  for (;;) {
    const count = await expireDue(sql, block);
    expired += count;
    if (count < block) return expired;
  }
}
