import type { Executor, Sql } from "#lib/platform/database.ts";

/** What a change of pools and coupons needs from its host. */
export interface CouponDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/**
 * What coupons ask of plays. Plays know coupons and not the other way round, so the host hands it in; the call
 * joins the transaction of the change and comes before the coupon is locked.
 */
export interface WinPort {
  /** Says in the ledger that a win loses its coupon; false when the coupon is not reserved for that play. */
  takeBackWin(
    tx: Executor,
    win: { readonly playId: string; readonly couponId: string },
  ): Promise<boolean>;
}

export interface VoidDeps extends CouponDeps {
  readonly plays: WinPort;
}

/** Reading and writing codes needs the installation's secret. */
export interface CodeDeps extends CouponDeps {
  readonly masterSecret: string;
}
