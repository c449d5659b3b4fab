import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

export const platforms = ["discord", "telegram", "webhook"] as const;
export type Platform = (typeof platforms)[number];

export const activityLevels = ["LOW", "MEDIUM", "HIGH"] as const;
export type ActivityLevel = (typeof activityLevels)[number];

export const promotionStates = [
  "draft",
  "scheduled",
  "live",
  "paused",
  "ended",
  "cancelled",
] as const;
export type PromotionState = (typeof promotionStates)[number];

/** How many promo servers a tier books; `exact` takes any number. */
export const tiers = {
  premium: { from: 10, to: 20 },
  standard: { from: 3, to: 5 },
  budget: { from: 1, to: 2 },
  exact: { from: 1, to: 20 },
} as const;
export type Tier = keyof typeof tiers;
export const tierNames = ["premium", "standard", "budget", "exact"] as const;

export const allocationTriggers = [
  "schedule",
  "promotion",
  "promo_server",
  "weight",
  "manual",
] as const;
export type AllocationTrigger = (typeof allocationTriggers)[number];

export const promotionEventTypes = ["POSTED", "CLICKED", "CONVERTED"] as const;
export type PromotionEventType = (typeof promotionEventTypes)[number];

export const complaintKinds = ["OPT_OUT", "MUTE", "FORBIDDEN"] as const;
export type ComplaintKind = (typeof complaintKinds)[number];

/** After this much silence a promo server is offline and its placements are given to others. */
export const offlineAfterMinutes = 60;
/** At most so long after an allocation a bot asks again. */
export const allocationEveryMinutes = 15;

/** The pause between two posts of a promo server with a batch of so many, without the ±20 %. */
export const cooldownMinutes = { least: 5, most: 60, atBatch: 50, jitter: 0.2 } as const;

export const variantInputSchema = z.strictObject({
  /** a to d; empty: given in order. */
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional(),
  messageTemplate: z.string().trim().min(1).max(1500),
});

/** A booking as the admin form and the API send it. Times are ISO 8601 with offset. */
export const bookingSchema = z.strictObject({
  appId: z.string().trim().min(1).max(80),
  appName: z.string().trim().min(1).max(120),
  /** The promotion's own key on the wire, unique per app. Empty: made from the app and the month. */
  campaignId: z.string().trim().max(120).default(""),
  shortDescription: z.string().trim().min(1).max(300),
  longDescription: z.string().trim().max(2000).default(""),
  imageUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).default(""),
  /** Where a click leads; empty when a Frolic campaign is promoted. */
  ctaUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).default(""),
  category: z.string().trim().max(40).default(""),
  tier: z.enum(tierNames).default("standard"),
  servers: z.number().int().min(1).max(20),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  regions: z.array(z.string().trim().min(1).max(40)).max(40).default([]),
  languages: z.array(z.string().trim().min(1).max(20)).max(40).default([]),
  platforms: z.array(z.enum(platforms)).max(3).default([]),
  minUsers: z.number().int().min(0).default(0),
  maxUsers: z.number().int().min(1).nullable().default(null),
  priceMinor: z.number().int().min(0).default(0),
  currency: z.string().length(3).default("EUR"),
  brandId: z.uuid().nullable().default(null),
  /** A Frolic campaign that clicks lead to. */
  promotedCampaignId: z.uuid().nullable().default(null),
  /** The approved ad that the creative was taken from. */
  adId: z.uuid().nullable().default(null),
  variants: z.array(variantInputSchema).min(1).max(4),
});
export type Booking = z.infer<typeof bookingSchema>;

/** What the codes of promotions and promo servers mean; lib/http merges the tables of all domains. */
export const promotionErrors = {
  promo_server_not_found: { status: 404, sentence: "There is no such promo server." },
  promo_server_unregistered: {
    status: 410,
    sentence: "This promo server was unregistered. Register it again to get batches.",
  },
  guild_taken: {
    status: 404,
    sentence: "There is no such promo server.",
  },
  promotion_not_found: { status: 404, sentence: "There is no such promotion." },
  promotion_key_taken: {
    status: 409,
    sentence: "Another promotion of this app has this campaign id already. Nothing was booked.",
  },
  promotion_infeasible: {
    status: 422,
    sentence: "The network cannot carry this booking. Nothing was booked; change what binds it.",
  },
  promotion_state: {
    status: 409,
    sentence: "The promotion is not in a state that allows this.",
  },
  link_not_found: { status: 404, sentence: "This link leads nowhere." },
} as const satisfies Record<string, ErrorSpec>;
