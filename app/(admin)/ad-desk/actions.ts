"use server";

import { z } from "zod";
import { adDeps } from "#app/(admin)/ad-desk/ad-deps.ts";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { adInputSchema, reviewInputSchema } from "#lib/ads/contract.ts";
import { retryDeadAds } from "#lib/ads/move-ad.ts";
import { drainWorker, pauseDesk } from "#lib/ads/queue-control.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { submitForBrand } from "#lib/ads/submit-for-brand.ts";
import { action } from "#lib/http/next/action.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";

const staff = ["admin", "marketer"] as const;

export const review = action(
  staff,
  z.strictObject({ adId: z.string().max(40), ...reviewInputSchema.shape }),
  async (context) => {
    await reviewAd(adDeps(context), context.actor, context.input);
  },
);

export const submitFor = action(
  staff,
  z.strictObject({ brandId: z.uuid(), ad: adInputSchema }),
  async ({ actor, input, runtime }) => {
    const { desk } = adServices(runtime);
    const { adId } = await submitForBrand({ sql: runtime.database.sql, desk }, actor, input);
    return { adId };
  },
);

export const retryDead = action(
  staff,
  z.strictObject({ cause: z.string().max(80).nullable() }),
  async (context) => ({ ads: await retryDeadAds(adDeps(context), context.actor, context.input) }),
);

export const drain = action(
  staff,
  z.strictObject({ workerId: z.string().max(80), isAsked: z.boolean() }),
  (context) => drainWorker(changeDeps(context), context.actor, context.input),
);

export const pause = action(staff, z.strictObject({ isPaused: z.boolean() }), (context) =>
  pauseDesk(changeDeps(context), context.actor, context.input),
);
