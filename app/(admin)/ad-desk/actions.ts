"use server";

import { z } from "zod";
import { adDeps } from "#app/(admin)/ad-desk/ad-deps.ts";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { reviewInputSchema } from "#lib/ads/contract.ts";
import { retryDeadAds } from "#lib/ads/move-ad.ts";
import { drainWorker, pauseDesk } from "#lib/ads/queue-control.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { action } from "#lib/http/next/action.ts";

const staff = ["admin", "marketer"] as const;

export const review = action(
  staff,
  z.strictObject({ adId: z.string().max(40), ...reviewInputSchema.shape }),
  async (context) => {
    await reviewAd(adDeps(context), context.actor, context.input);
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
