"use server";

import { z } from "zod";
import { adDeps } from "#app/(admin)/ad-desk/ad-deps.ts";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { getAdWebhook } from "#lib/ads/ad-webhook.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { adInputSchema } from "#lib/ads/contract.ts";
import { policyInputSchema } from "#lib/ads/desk-contract.ts";
import { cancelAd, retryAd } from "#lib/ads/move-ad.ts";
import { readNotices } from "#lib/ads/notifications.ts";
import { addPolicy, removePolicy } from "#lib/ads/policies.ts";
import { reanalyseAds } from "#lib/ads/reanalyse-ads.ts";
import { action } from "#lib/http/next/action.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";

// Of the brand portal as well: the use cases narrow to the actor's own.
const people = ["admin", "marketer", "brand"] as const;
const one = z.strictObject({ adId: z.string().max(40) });

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

/** The secret that signs what the ad's own address is told; for who submitted it. */
export const showSecret = action(people, one, async ({ actor, input, runtime }) => {
  const { database, env } = runtime;
  const deps = { sql: database.sql, masterSecret: env.FROLIC_SECRET };
  return { secret: (await getAdWebhook(deps, actor, input)).secret };
});

export const retry = action(people, one, async (context) => {
  await retryAd(adDeps(context), context.actor, context.input);
});

export const reanalyse = action(
  people,
  z.strictObject({ brandId: z.uuid().nullable() }),
  async (context) => ({ ads: await reanalyseAds(adDeps(context), context.actor, context.input) }),
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
