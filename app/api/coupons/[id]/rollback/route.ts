import { rollbackSchema } from "#lib/coupons/contract.ts";
import { rollbackRedemption } from "#lib/coupons/redeem-coupon.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/** Takes a redemption back: the winner may use the coupon again. */
export const POST = route(
  { auth: "userOrKey", scope: "coupons:redeem", body: rollbackSchema },
  async ({ actor, body, params, runtime, requestId }) => {
    const { sql } = runtime.database;
    const couponId = params.id ?? "";
    return rollbackRedemption({ sql, requestId }, actor, { couponId, reason: body.reason });
  },
);
