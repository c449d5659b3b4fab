// What the bot API says, as it says it. Times are Unix seconds. Readers are tolerant: an unknown field is left alone,
// a campaign that cannot be read is left out, and the others go on.

export type WirePlatform = "discord" | "telegram" | "webhook";

export interface WireCampaign {
  readonly campaignId: string;
  readonly startDate: number;
  readonly endDate: number;
  readonly tier?: string;
  readonly imageUrl?: string;
  /** Tracked: the only address that a post may link to. */
  readonly ctaUrl: string;
  readonly variantId?: string;
  readonly messageTemplate?: string;
}

export interface WireApp {
  readonly appId: string;
  readonly appName: string;
  readonly shortDescription: string;
  readonly longDescription?: string;
  readonly campaign: WireCampaign;
}

/** How the installation wants a promo server to post. What is left out is the client's own rule. */
export interface WirePosting {
  readonly cooldownSeconds?: number;
  readonly postsPerDayMax?: number;
  /** Other people's messages between two posts, where the platform tells. */
  readonly messagesBetween?: number;
}

export interface WireBatch {
  readonly campaigns: readonly WireApp[];
  readonly allocationTimestamp: number;
  readonly nextAllocationCheck: number;
  readonly posting?: WirePosting;
}

export interface ServerMetadata {
  readonly userCount?: number;
  readonly activityLevel?: "LOW" | "MEDIUM" | "HIGH";
  readonly hasPromotionChannel?: boolean;
  readonly region?: string;
  readonly language?: string;
  readonly platform?: WirePlatform;
  readonly channelId?: string;
}

export interface PromotionEvent {
  /** Makes a repeat nothing: keep it the same however often the event is sent. */
  readonly eventId: string;
  readonly serverUuid: string;
  readonly campaignId: string;
  readonly appId?: string;
  readonly variantId?: string;
  readonly eventType: "POSTED" | "CLICKED" | "CONVERTED";
  readonly timestamp: number;
  readonly messageId?: string;
  readonly channelId?: string;
}

/** One promotion among all: a campaignId is unique within its app only. */
export function campaignKey(app: WireApp): string {
  return `${app.appId}/${app.campaign.campaignId}`;
}

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const filled = (value: unknown): value is string => typeof value === "string" && value !== "";
const finite = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

function optional<K extends string>(fields: Fields, name: K): { [P in K]?: string } {
  const value = fields[name];
  return filled(value) ? ({ [name]: value } as { [P in K]?: string }) : {};
}

function readCampaign(value: unknown): WireCampaign | undefined {
  if (!isFields(value)) return undefined;
  const { campaignId, startDate, endDate, ctaUrl } = value;
  if (!filled(campaignId) || !finite(startDate) || !finite(endDate) || !filled(ctaUrl)) {
    return undefined;
  }
  return {
    campaignId,
    startDate,
    endDate,
    ctaUrl,
    ...optional(value, "tier"),
    ...optional(value, "imageUrl"),
    ...optional(value, "variantId"),
    ...optional(value, "messageTemplate"),
  };
}

function readApp(value: unknown): WireApp | undefined {
  if (!isFields(value)) return undefined;
  const { appId, appName, shortDescription } = value;
  const campaign = readCampaign(value.campaign);
  if (!filled(appId) || !filled(appName) || !campaign) return undefined;
  return {
    appId,
    appName,
    shortDescription: filled(shortDescription) ? shortDescription : "",
    ...optional(value, "longDescription"),
    campaign,
  };
}

/** The apps of a list that can be read; a campaign that is named twice counts once. */
export function readApps(value: unknown): WireApp[] {
  if (!Array.isArray(value)) return [];
  const found = new Map<string, WireApp>();
  for (const item of value) {
    const app = readApp(item);
    if (app && !found.has(campaignKey(app))) found.set(campaignKey(app), app);
  }
  return [...found.values()];
}

function readPosting(value: unknown): WirePosting {
  if (!isFields(value)) return {};
  const names = ["cooldownSeconds", "postsPerDayMax", "messagesBetween"] as const;
  const known = names.filter((name) => finite(value[name]) && Number(value[name]) > 0);
  return Object.fromEntries(known.map((name) => [name, value[name]]));
}

/** Undefined when it is no batch at all. */
export function readBatch(value: unknown): WireBatch | undefined {
  if (!isFields(value) || !Array.isArray(value.campaigns)) return undefined;
  const { allocationTimestamp, nextAllocationCheck } = value;
  return {
    campaigns: readApps(value.campaigns),
    allocationTimestamp: finite(allocationTimestamp) ? allocationTimestamp : 0,
    nextAllocationCheck: finite(nextAllocationCheck) ? nextAllocationCheck : 0,
    posting: readPosting(value.posting),
  };
}
