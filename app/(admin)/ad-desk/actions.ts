"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { adInputSchema, reviewInputSchema } from "#lib/ads/contract.ts";
import { policyInputSchema } from "#lib/ads/desk-contract.ts";
import { cancelAd, retryAd, retryDeadAds } from "#lib/ads/move-ad.ts";
import { readNotices } from "#lib/ads/notifications.ts";
import { addPolicy, removePolicy } from "#lib/ads/policies.ts";
import { drainWorker, pauseDesk } from "#lib/ads/queue-control.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { action } from "#lib/http/next/action.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

const staff = ["admin", "marketer"] as const;
const people = ["admin", "marketer", "brand"] as const;
const one = z.strictObject({ adId: z.string().max(40) });

function adDeps(context: { readonly runtime: Runtime; readonly requestId: string }): AdDeps {
  return { ...changeDeps(context), queue: adServices(context.runtime).queue };
}

/** The same door as the API's: one contract, one function. */
export const submit = action(people, adInputSchema, async ({ actor, input, runtime }) => {
  const { adId } = await adServices(runtime).desk.submit(actor, { body: input });
  return { adId };
});

export const resubmit = action(
  people,
  one.extend({ version: z.number().int(), ad: adInputSchema }),
  async (context) => {
    const { adId, version, ad } = context.input;
    await changeAd(adDeps(context), context.actor, { adId, version, patch: ad });
    return { adId };
  },
);

export const cancel = action(people, one, async (context) => {
  await cancelAd(adDeps(context), context.actor, context.input);
});

export const retry = action(people, one, async (context) => {
  await retryAd(adDeps(context), context.actor, context.input);
});

export const review = action(staff, one.extend(reviewInputSchema.shape), async (context) => {
  await reviewAd(adDeps(context), context.actor, context.input);
});

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

export const addPhrase = action(people, policyInputSchema, (context) =>
  addPolicy(changeDeps(context), context.actor, context.input),
);

export const removePhrase = action(people, z.strictObject({ policyId: z.uuid() }), (context) =>
  removePolicy(changeDeps(context), context.actor, context.input),
);

export const readNotice = action(
  people,
  z.strictObject({
    noticeId: z
      .string()
      .regex(/^\d{1,19}$/)
      .nullable(),
  }),
  ({ actor, input, runtime }) => readNotices(runtime.database.sql, actor, input),
);
