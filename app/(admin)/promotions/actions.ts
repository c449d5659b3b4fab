"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { findCreative } from "#lib/ads/find-creative.ts";
import { action } from "#lib/http/next/action.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { bookDraft, bookPromotion } from "#lib/promotions/book-promotion.ts";
import {
  bookPromotionSchema,
  changeDraftSchema,
  changeTextsSchema,
  quoteSchema,
} from "#lib/promotions/booking-contract.ts";
import { cancelPromotion } from "#lib/promotions/cancel-promotion.ts";
import { changeDraft, changeTexts } from "#lib/promotions/change-promotion.ts";
import { pausePromotion, resumePromotion } from "#lib/promotions/pause-promotion.ts";
import { quotePromotion } from "#lib/promotions/quote-promotion.ts";

const staff = ["admin", "marketer"] as const;
const one = z.strictObject({ promotionId: z.uuid() });
const withReason = one.extend({ reason: z.string().trim().max(300).default("") });

export const quote = action(staff, quoteSchema, (context) =>
  quotePromotion(changeDeps(context), context.actor, context.input),
);

export const book = action(staff, bookPromotionSchema, async (context) => {
  const { promotionId } = await bookPromotion(
    { ...changeDeps(context), findCreative },
    context.actor,
    context.input,
  );
  return { href: `/promotions/${toPublicId("prm", promotionId)}` };
});

export const saveDraft = action(staff, changeDraftSchema, (context) =>
  changeDraft({ ...changeDeps(context), findCreative }, context.actor, context.input),
);

export const saveTexts = action(staff, changeTextsSchema, (context) =>
  changeTexts(changeDeps(context), context.actor, context.input),
);

export const bookKept = action(
  staff,
  one.extend({ acceptShortfall: z.boolean().default(false) }),
  async (context) => {
    await bookDraft(changeDeps(context), context.actor, context.input);
  },
);

export const pause = action(staff, withReason, (context) =>
  pausePromotion(changeDeps(context), context.actor, context.input),
);

export const resume = action(staff, one, (context) =>
  resumePromotion(changeDeps(context), context.actor, context.input),
);

export const cancel = action(staff, withReason, (context) =>
  cancelPromotion(changeDeps(context), context.actor, context.input),
);
