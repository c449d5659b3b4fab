// What the pages of the promotion network show. Plain data: components name these types too.

import { z } from "zod";
import {
  type ActivityLevel,
  type AllocationTrigger,
  type ComplaintKind,
  type Platform,
  type PromotionState,
  platforms,
  promotionStates,
  type Tier,
  tierNames,
} from "#lib/promotions/contract.ts";

type Iso = string;

/** quiet: no sign of life for an hour, its placements are elsewhere. lost: for a day. */
export const serverHealths = ["ok", "quiet", "lost", "blocked", "gone"] as const;
export type ServerHealth = (typeof serverHealths)[number];

export const serverSorts = ["name", "members", "batch", "seen"] as const;

const paged = {
  q: z.string().max(80).default(""),
  page: z.number().int().min(1).default(1),
  pageSize: z.number().int().min(1).max(500).default(25),
};

export const listServersSchema = z.strictObject({
  ...paged,
  /** Empty: all but those that were unregistered. */
  healths: z.array(z.enum(serverHealths)).default([]),
  platforms: z.array(z.enum(platforms)).default([]),
  region: z.string().max(40).default(""),
  sort: z.enum(serverSorts).default("name"),
});
export type ListServers = z.input<typeof listServersSchema>;

export interface ServerListed {
  readonly id: string;
  readonly name: string;
  readonly guildId: string;
  readonly platform: Platform;
  readonly region: string | null;
  readonly language: string | null;
  readonly members: number | null;
  readonly activityLevel: ActivityLevel | null;
  readonly hasPromotionChannel: boolean | null;
  readonly manualWeight: number | null;
  readonly health: ServerHealth;
  readonly batchSize: number;
  readonly lastSeenAt: Iso;
  readonly lastFetchAt: Iso | null;
  readonly ownerName: string | null;
  readonly demo: boolean;
}

export interface ServerPage {
  readonly rows: readonly ServerListed[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  /** Whatever the health filter. */
  readonly counts: Readonly<Record<ServerHealth, number>>;
  readonly regions: readonly string[];
  /** When bots ask again; null: there was no allocation yet. */
  readonly nextAllocationAt: Iso | null;
}

export interface ServerFigures {
  readonly posts: number;
  readonly clicks: number;
  readonly conversions: number;
  readonly complaints: number;
}

export interface BatchLine {
  readonly promotionId: string;
  readonly appName: string;
  readonly wireKey: string;
  readonly variantKey: string;
  readonly endsAt: Iso;
  readonly placedAt: Iso;
  readonly posts: number;
  readonly lastPostedAt: Iso | null;
}

export interface ServerView extends ServerListed {
  readonly registeredAt: Iso;
  readonly channelId: string | null;
  readonly optedInAt: Iso | null;
  readonly optedInBy: string | null;
  readonly blockedCategories: readonly string[];
  readonly batchMax: number | null;
  readonly postsPerDayMax: number | null;
  readonly messagesBetween: number;
  readonly blockedAt: Iso | null;
  readonly blockedReason: string | null;
  readonly unregisteredAt: Iso | null;
  readonly checkedAt: Iso | null;
  readonly fetches: number;
  readonly fetchedBytes: number;
  readonly notModified: number;
  readonly batchVersion: number;
  readonly figures: ServerFigures;
  readonly batch: readonly BatchLine[];
  readonly complaints: readonly {
    readonly kind: ComplaintKind;
    readonly detail: string | null;
    readonly at: Iso;
  }[];
  readonly nextAllocationAt: Iso | null;
}

export interface NetworkHealth {
  readonly counts: Readonly<Record<ServerHealth, number>>;
  /** Sightings by how long ago, the last day by the hour; index 0 is the present hour. */
  readonly seenByHour: readonly number[];
  readonly silent: readonly ServerListed[];
  readonly blocked: readonly ServerListed[];
  readonly complaints: readonly {
    readonly serverId: string;
    readonly name: string;
    readonly posts: number;
    readonly complaints: number;
  }[];
}

export const promotionSorts = ["ends", "starts", "app", "short"] as const;

export const listPromotionRowsSchema = z.strictObject({
  ...paged,
  states: z.array(z.enum(promotionStates)).default([]),
  tiers: z.array(z.enum(tierNames)).default([]),
  sort: z.enum(promotionSorts).default("ends"),
});
export type ListPromotionRows = z.input<typeof listPromotionRowsSchema>;

export interface PromotionListed {
  readonly id: string;
  readonly appName: string;
  readonly wireKey: string;
  readonly brandName: string | null;
  readonly tier: Tier;
  readonly servers: number;
  readonly state: PromotionState;
  readonly startsAt: Iso;
  readonly endsAt: Iso;
  /** Where it is placed now. */
  readonly placed: number;
  /** Exposures with a receipt that count. */
  readonly billed: number;
  readonly clicks: number;
  readonly priceMinor: number;
  readonly currency: string;
  /** Live, and fewer places plus exposures than booked. */
  readonly isShort: boolean;
  readonly demo: boolean;
}

export interface PromotionPage {
  readonly rows: readonly PromotionListed[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly counts: Readonly<Record<PromotionState, number>>;
}

export interface PromotionDetail extends PromotionListed {
  readonly appId: string;
  readonly shortDescription: string;
  readonly longDescription: string;
  readonly imageUrl: string;
  readonly ctaUrl: string;
  readonly category: string;
  readonly regions: readonly string[];
  readonly languages: readonly string[];
  readonly platforms: readonly Platform[];
  readonly minUsers: number;
  readonly maxUsers: number | null;
  readonly brandId: string | null;
  readonly promotedCampaignId: string | null;
  /** The approved ad that its words were taken from. */
  readonly adId: string | null;
  readonly deliveredAt: Iso | null;
  readonly createdAt: Iso;
  readonly variants: readonly { readonly key: string; readonly messageTemplate: string }[];
  /** What it was booked short of; null: nothing. */
  readonly statedShortfall: { readonly missing: number; readonly sentence: string } | null;
  /** Why the last allocation left it short; null: it did not. */
  readonly shortReason: string | null;
}

export interface RunListed {
  readonly version: number;
  readonly epoch: number;
  readonly trigger: AllocationTrigger;
  readonly at: Iso;
  readonly ms: number;
  readonly promotions: number;
  readonly servers: number;
  readonly placements: number;
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
  readonly exactPromotions: number;
  readonly shortfall: number;
  readonly maxLoadRatio: number;
  readonly loadCv: number;
}

export interface AllocationOverview {
  readonly version: number;
  readonly last: RunListed | null;
  readonly wantedAt: Iso | null;
  readonly nextAllocationAt: Iso | null;
  /** How many promo servers hold how many promotions. */
  readonly batchSizes: readonly { readonly size: number; readonly servers: number }[];
  readonly runs: readonly RunListed[];
  readonly totalRuns: number;
  readonly page: number;
  readonly pageSize: number;
}

export interface ChangeLine {
  readonly promotionId: string;
  readonly appName: string;
  readonly serverId: string;
  readonly serverName: string;
  readonly added: boolean;
  readonly cause: string | null;
}

export interface RunView extends RunListed {
  readonly changes: readonly ChangeLine[];
  /** Of all changes; the lines stop at the first 500. */
  readonly changesTotal: number;
  readonly short: readonly {
    readonly promotionId: string;
    readonly appName: string;
    readonly missing: number;
    readonly reason: string;
    readonly closed: number;
  }[];
}

export interface NetworkNeeds {
  /** Promo servers without a sign of life for an hour; `name` is one of them. */
  readonly silent: { readonly count: number; readonly name: string };
  /** Promotions that run on fewer promo servers than were booked. */
  readonly short: readonly {
    readonly id: string;
    readonly appName: string;
    readonly servers: number;
    readonly held: number;
  }[];
}
