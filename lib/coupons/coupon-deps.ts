import type { Sql } from "#lib/platform/database.ts";

/** What a change of pools and coupons needs from its host. */
export interface CouponDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/** Reading and writing codes needs the installation's secret. */
export interface CodeDeps extends CouponDeps {
  readonly masterSecret: string;
}
