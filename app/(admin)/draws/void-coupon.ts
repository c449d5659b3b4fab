"use server";

import { voidDeps } from "#app/(admin)/use-case-deps.ts";
import { voidCouponSchema } from "#lib/coupons/contract.ts";
import { voidCoupon } from "#lib/coupons/void-coupon.ts";
import { action } from "#lib/http/next/action.ts";

/** Apart from the other actions of the log, because only admins may. */
export const takeBack = action(["admin"], voidCouponSchema, (context) =>
  voidCoupon(voidDeps(context), context.actor, context.input),
);
