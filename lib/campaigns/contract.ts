import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

export const campaignStates = [
  "draft",
  "scheduled",
  "live",
  "paused",
  "ended",
  "archived",
] as const;
export type CampaignState = (typeof campaignStates)[number];

export const gameStates = ["draft", "scheduled", "live", "paused", "ended"] as const;
export type GameState = (typeof gameStates)[number];

export const pacingModes = ["smooth", "moments", "slot"] as const;
export const whoMayPlay = ["anonymous", "identified"] as const;

/** What the ticket says. */
export const couponTemplateSchema = z.strictObject({
  headline: z.string().min(1).max(60),
  terms: z.string().max(600).default(""),
  howToRedeem: z.string().max(240).default(""),
  redeemUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).default(""),
  /** Days after the win; null: as long as the code itself. */
  expiresAfterDays: z.number().int().min(1).max(3650).nullable().default(null),
});
export type CouponTemplate = z.infer<typeof couponTemplateSchema>;

export const prizeDocSchema = z.strictObject({
  id: z.uuid(),
  brandId: z.uuid(),
  poolId: z.uuid().nullable(),
  name: z.string().max(80),
  quantity: z.number().int().min(0).max(10_000_000),
  weight: z.number().positive().max(1000).default(1),
  winsPerPlayer: z.number().int().min(0).max(1000).default(0),
  valueMinor: z.number().int().min(0).default(0),
  currency: z.string().length(3).default("EUR"),
  template: couponTemplateSchema,
});
export type PrizeDoc = z.infer<typeof prizeDocSchema>;

export const gameDocSchema = z.strictObject({
  id: z.uuid(),
  name: z.string().max(80),
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/),
  /** Local wall time in the campaign's zone plus offset: ISO 8601, e.g. 2026-11-20T18:00:00+01:00. */
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  revealSeconds: z.number().int().min(1).max(60).default(10),
  playsPerPlayer: z.number().int().min(1).max(10_000).default(1),
  playsPerDay: z.boolean().default(false),
  winsPerPlayer: z.number().int().min(1).max(1000).default(1),
  whoMayPlay: z.enum(whoMayPlay).default("anonymous"),
  expectedPlays: z.number().int().min(0).default(0),
  prizes: z.array(prizeDocSchema).max(20),
});
export type GameDoc = z.infer<typeof gameDocSchema>;

export const lookSchema = z.strictObject({
  enamel: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .default("#B9290F"),
  bulb: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .default("#FFC02E"),
  title: z.string().max(40),
  subtitle: z.string().max(120).default(""),
  winText: z.string().max(120).default(""),
  loseText: z.string().max(120).default(""),
});

export const rulesSchema = z.strictObject({
  minimumAge: z.number().int().min(0).max(99).default(0),
  consentText: z.string().max(300).default(""),
  officialRules: z.string().max(20_000).default(""),
  oddsLine: z.string().max(200).default(""),
  embedDomains: z.array(z.string().max(120)).max(20).default([]),
});

/** The document the editor edits, previews and publishes: the whole campaign in one piece. */
export const campaignDocSchema = z.strictObject({
  name: z.string().max(80),
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/),
  timeZone: z.string().min(1),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  hallMode: z.boolean().default(false),
  games: z.array(gameDocSchema).max(50),
  look: lookSchema,
  rules: rulesSchema,
});
export type CampaignDoc = z.infer<typeof campaignDocSchema>;

export const campaignErrors = {
  campaign_not_found: { status: 404, sentence: "There is no such campaign." },
  campaign_slug_taken: { status: 409, sentence: "Another campaign has this address already." },
  campaign_not_publishable: {
    status: 422,
    sentence: "The campaign is not ready to publish. The checklist names what is missing.",
  },
  campaign_state: { status: 409, sentence: "The campaign is not in a state that allows this." },
  field_locked: {
    status: 409,
    sentence: "This field is locked while the campaign is live. Nothing was changed.",
  },
  brand_not_found: { status: 404, sentence: "There is no such brand." },
  version_conflict: {
    status: 409,
    sentence: "Somebody else saved this campaign meanwhile. Compare both versions and keep one.",
  },
} as const satisfies Record<string, ErrorSpec>;
