import { z } from "zod";
import { pacingDocSchema } from "#lib/campaigns/pacing-contract.ts";

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

export const whoMayPlay = ["anonymous", "identified"] as const;

const slugSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/);
const colorSchema = z.string().regex(/^#[0-9a-fA-F]{6}$/);

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
  slug: slugSchema,
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
  pacing: pacingDocSchema.optional(),
});
export type GameDoc = z.infer<typeof gameDocSchema>;

export const lookSchema = z.strictObject({
  enamel: colorSchema.default("#B9290F"),
  bulb: colorSchema.default("#FFC02E"),
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
  slug: slugSchema,
  timeZone: z.string().min(1),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  hallMode: z.boolean().default(false),
  games: z.array(gameDocSchema).max(50),
  look: lookSchema,
  rules: rulesSchema,
});
export type CampaignDoc = z.infer<typeof campaignDocSchema>;

/** An ISO instant as text: what crosses to the browser. */
type Iso = string;
export const campaignTemplates = ["friday-reel", "one-day-drop", "always-on", "blank"] as const;
export type CampaignTemplate = (typeof campaignTemplates)[number];

export const brandInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** Made from the name when left out. */
  slug: slugSchema.optional(),
  monogram: z.string().trim().min(1).max(3),
  color: colorSchema.default("#B9290F"),
  contactEmail: z.union([z.email(), z.literal("")]).default(""),
  website: z.union([z.url({ protocol: /^https?$/ }), z.literal("")]).default(""),
});
export type BrandInput = z.infer<typeof brandInputSchema>;

export const createCampaignSchema = z.strictObject({
  template: z.enum(campaignTemplates),
  name: z.string().trim().min(1).max(80),
  timeZone: z.string().min(1).max(60),
});
export type CreateCampaign = z.infer<typeof createCampaignSchema>;

export const saveDraftSchema = z.strictObject({
  campaignId: z.uuid(),
  docVersion: z.number().int().min(1),
  doc: campaignDocSchema,
});
export type SaveDraft = z.infer<typeof saveDraftSchema>;

export const campaignRefSchema = z.strictObject({ campaignId: z.uuid() });
export const publishSchema = z.strictObject({
  campaignId: z.uuid(),
  docVersion: z.number().int().min(1),
});
export const editLiveSchema = z.strictObject({
  ...saveDraftSchema.shape,
  note: z.string().max(200).default(""),
});
export const restoreRevisionSchema = z.strictObject({
  campaignId: z.uuid(),
  revision: z.number().int().min(1),
  docVersion: z.number().int().min(1),
});

export const campaignSorts = ["updated", "name", "starts", "ends", "left"] as const;
export const listCampaignsSchema = z.strictObject({
  q: z.string().max(80).default(""),
  states: z.array(z.enum([...campaignStates, "sold_out"])).default([]),
  sort: z.enum(campaignSorts).default("updated"),
  descending: z.boolean().default(true),
  page: z.number().int().min(1).default(1),
  pageSize: z.number().int().min(1).max(100).default(25),
});
export type ListCampaigns = z.input<typeof listCampaignsSchema>;

/** State as lists show it: live with nothing left reads "sold out". */
export type CampaignStateShown = CampaignState | "sold_out";

export interface BrandView {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly monogram: string;
  readonly color: string;
  readonly contactEmail: string | null;
  readonly website: string | null;
  readonly hasLogo: boolean;
  readonly demo: boolean;
  readonly archivedAt: Iso | null;
  readonly createdAt: Iso;
}

export interface BrandListed extends BrandView {
  readonly pools: number;
  readonly available: number;
  readonly campaigns: number;
}

export interface CampaignListed {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly state: CampaignState;
  readonly stateShown: CampaignStateShown;
  readonly timeZone: string;
  readonly startsAt: Iso;
  readonly endsAt: Iso;
  readonly brands: readonly { readonly id: string; readonly name: string }[];
  readonly games: number;
  readonly plays: number;
  readonly won: number;
  readonly total: number;
  readonly left: number;
  readonly ownerName: string | null;
  readonly demo: boolean;
  readonly updatedAt: Iso;
}

export interface CampaignPage {
  readonly rows: readonly CampaignListed[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  /** Of all campaigns that match the search, whatever the state filter. */
  readonly counts: Readonly<Record<CampaignStateShown, number>>;
}

export interface CampaignView {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly state: CampaignState;
  readonly stateShown: CampaignStateShown;
  readonly timeZone: string;
  readonly startsAt: Iso;
  readonly endsAt: Iso;
  readonly doc: CampaignDoc;
  readonly docVersion: number;
  readonly revision: number;
  readonly demo: boolean;
  readonly publishedAt: Iso | null;
  readonly updatedAt: Iso;
  readonly updatedBy: string | null;
  readonly updatedByName: string | null;
  readonly games: readonly GameListed[];
}

export interface GameListed {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly position: number;
  readonly state: GameState;
  readonly startsAt: Iso;
  readonly endsAt: Iso;
  readonly pausedAt: Iso | null;
  readonly plays: number;
  readonly decided: number;
  readonly won: number;
  readonly total: number;
  /** SHA-256 in hex, published before the start. */
  readonly commitment: string | null;
  readonly committedAt: Iso | null;
  readonly prizes: readonly PrizeListed[];
}

export interface PrizeListed {
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly monogram: string;
  readonly poolId: string | null;
  readonly quantity: number;
  readonly won: number;
  readonly weight: number;
}

export interface FieldChange {
  readonly path: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface SavedDraft {
  readonly docVersion: number;
  readonly savedAt: Iso;
}
