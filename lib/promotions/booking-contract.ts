// What booking takes and answers. Plain data: the admin form names these types too.

import { z } from "zod";
import {
  type Booking,
  bookingSchema,
  type PromotionState,
  tiers,
  variantInputSchema,
} from "#lib/promotions/contract.ts";

function checkTier({ tier, servers }: Pick<Booking, "tier" | "servers">): string | undefined {
  const { from, to } = tiers[tier];
  return servers < from || servers > to
    ? `The ${tier} tier books ${from} to ${to} promo servers.`
    : undefined;
}

function checkBooking(booking: Booking, context: z.RefinementCtx): void {
  const refuse = (path: keyof Booking, message: string | undefined) => {
    if (message) context.addIssue({ code: "custom", path: [path], message });
  };
  refuse("servers", checkTier(booking));
  const { startsAt, endsAt, minUsers, maxUsers, variants } = booking;
  if (Date.parse(endsAt) <= Date.parse(startsAt)) refuse("endsAt", "It ends before it begins.");
  if (maxUsers !== null && maxUsers < minUsers) {
    refuse("maxUsers", "The largest size is below the smallest one.");
  }
  const keys = variants.map(({ key }, position) => key ?? variantKey(position));
  if (new Set(keys).size < keys.length) refuse("variants", "Two variants have the same key.");
}

/** a, b, c, d: what a variant is called on the wire when nobody names it. */
export function variantKey(position: number): string {
  return String.fromCharCode(97 + position);
}

const bookingFields = bookingSchema.shape;

export const bookPromotionSchema = z
  .strictObject({
    ...bookingFields,
    /** Kept as a draft: nothing is reserved and nothing is checked against the network. */
    asDraft: z.boolean().default(false),
    /** The marketer saw what it will be short of and takes it; without it such a booking is refused. */
    acceptShortfall: z.boolean().default(false),
  })
  .superRefine(checkBooking);
export type BookPromotion = z.input<typeof bookPromotionSchema>;

export const quoteSchema = z.strictObject({
  tier: bookingFields.tier,
  servers: bookingFields.servers,
  startsAt: bookingFields.startsAt,
  endsAt: bookingFields.endsAt,
  regions: bookingFields.regions,
  languages: bookingFields.languages,
  platforms: bookingFields.platforms,
  minUsers: bookingFields.minUsers,
  maxUsers: bookingFields.maxUsers,
  category: bookingFields.category,
  brandId: bookingFields.brandId,
});
export type Quote = z.input<typeof quoteSchema>;

/** Texts may change while it runs; which variants there are may not, or no arm could be compared with itself. */
export const changeTextsSchema = z.strictObject({
  promotionId: z.uuid(),
  appName: bookingFields.appName.optional(),
  shortDescription: bookingFields.shortDescription.optional(),
  longDescription: z.string().trim().max(2000).optional(),
  imageUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).optional(),
  ctaUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).optional(),
  variants: z
    .array(variantInputSchema.required({ key: true }))
    .max(4)
    .default([]),
});
export type ChangeTexts = z.input<typeof changeTextsSchema>;

export const changeDraftSchema = z
  .strictObject({ ...bookingFields, promotionId: z.uuid() })
  .superRefine(checkBooking);
export type ChangeDraft = z.input<typeof changeDraftSchema>;

/** What kept promo servers out, each counted among those that everything before it let through. */
export const fitSteps = [
  "online",
  "platform",
  "region",
  "language",
  "size",
  "category",
  "posts",
] as const;
export type FitStep = (typeof fitSteps)[number];

/** How much of a booking the network can carry, at the moment it was asked. */
export interface Forecast {
  readonly wanted: number;
  /** Promo servers left after each filter, in this order. */
  readonly left: readonly { readonly step: FitStep; readonly servers: number }[];
  /** Promo servers that fit. */
  readonly fitting: number;
  /** Posts that they have free until its end, after what is booked already. */
  readonly postsFree: number;
  /** How many of `wanted` it would get. */
  readonly possible: number;
  readonly shortfall: number;
  /** The constraint that binds; null: nothing does. */
  readonly binding: FitStep | null;
  /** The same in words, with what would help. */
  readonly sentence: string;
}

/** Stored with a booking that was taken although it will be short; when that was, the audit log says. */
export interface StatedShortfall {
  readonly missing: number;
  readonly binding: FitStep | null;
  readonly sentence: string;
}

export interface Booked {
  readonly promotionId: string;
  readonly wireKey: string;
  readonly state: PromotionState;
  readonly forecast: Forecast | null;
}
