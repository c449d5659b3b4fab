import { redeemSchema } from "#lib/coupons/contract.ts";
import { redeemCoupon } from "#lib/coupons/redeem-coupon.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/** A till or a brand's own page marks a code as used. */
export const POST = route(
  { auth: "userOrKey", scope: "coupons:redeem", body: redeemSchema },
  async ({ actor, body, runtime, requestId }) => {
    const { sql } = runtime.database;
    return redeemCoupon({ sql, masterSecret: runtime.env.FROLIC_SECRET, requestId }, actor, body);
  },
);
