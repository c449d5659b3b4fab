// What bots and the product say to each other. Names and shapes are other people's: nothing here is renamed. Unknown
// fields are ignored, times are Unix seconds, and what a client does not know it may leave out or send as null.

import { z } from "zod";
import { activityLevels, platforms, type Tier } from "#lib/promotions/contract.ts";

const yearTenThousandS = 253_402_300_800;
const unixSeconds = z.number().min(0).lt(yearTenThousandS);
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || undefined);
const optional = <S extends z.ZodType>(schema: S) =>
  schema.nullish().transform((value) => value ?? undefined);

/** Any 128 bits in the usual writing: bots made theirs before anybody checked its version. */
const serverUuid = z.guid().transform((uuid) => uuid.toLowerCase());

/** Telegram knows its chats by number. */
const guildId = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .pipe(z.string().trim().min(1).max(100));

const metadataSchema = z.object({
  userCount: optional(z.number().min(0).max(2_147_483_647).transform(Math.round)),
  activityLevel: optional(z.string().trim().toUpperCase().pipe(z.enum(activityLevels))),
  hasPromotionChannel: optional(z.boolean()),
  region: optionalText(40),
  language: optionalText(20),
  platform: optional(z.string().trim().toLowerCase().pipe(z.enum(platforms))),
  /** Beyond what bots had to say so far. */
  name: optionalText(120),
  channelId: optionalText(100),
  blockedCategories: optional(z.array(z.string().trim().min(1).max(40)).max(40)),
  optedInBy: optionalText(120),
  optedInAt: optional(unixSeconds),
});

export const registrationSchema = z.object({
  serverUuid,
  guildId,
  registeredAt: optional(unixSeconds),
  metadata: metadataSchema.nullish().transform((given) => given ?? metadataSchema.parse({})),
});
export type Registration = z.output<typeof registrationSchema>;

/** Body of a heartbeat, query of the calls that name one promo server. */
export const ofServerSchema = z.object({ serverUuid });

export const allAppsQuerySchema = z.object({
  cursor: z
    .string()
    .nullish()
    .transform((text) => text || undefined)
    .pipe(z.guid().optional()),
  limit: z.coerce.number().int().min(1).max(1_000).nullish(),
  /** Counts the call as a sign of life of this promo server. */
  serverUuid: optional(serverUuid),
});
export type AllAppsQuery = z.output<typeof allAppsQuerySchema>;

export const reallocationSchema = z.object({
  dryRun: optional(z.boolean()).transform((dryRun) => dryRun ?? false),
});

export interface RegistrationAnswer {
  /** The one in force: another one than was sent when the guild was registered before. */
  readonly serverUuid: string;
  readonly registered: true;
  readonly message: string;
}

export interface HeartbeatAnswer {
  readonly serverUuid: string;
  readonly status: "ACTIVE" | "BLOCKED";
  readonly lastHeartbeatAt: number;
}

export interface StatusAnswer {
  readonly serverUuid: string;
  /** As it was when the call came in; the call itself is a sign of life. */
  readonly status: "ACTIVE" | "OFFLINE" | "BLOCKED" | "UNREGISTERED";
  readonly lastHeartbeatAt: number;
  readonly batchSize: number;
  readonly allocationVersion: number;
  readonly weight: number;
}

export interface UnregistrationAnswer {
  readonly serverUuid: string;
  readonly registered: false;
  readonly message: string;
}

export interface AppOnWire {
  readonly appId: string;
  readonly appName: string;
  readonly shortDescription: string;
  readonly longDescription?: string;
  readonly campaign: {
    readonly campaignId: string;
    readonly campaignName: string;
    readonly startDate: number;
    readonly endDate: number;
    readonly tier: Tier;
    readonly imageUrl?: string;
    /** Tracked; post it as it is. */
    readonly ctaUrl: string;
    readonly variantId: string;
    readonly messageTemplate: string;
    /** Image and link once more, where bots of the old list look for them. */
    readonly images?: readonly { readonly appLogo: string }[];
    readonly ctas: { readonly website: string };
  };
}

/** How a promo server should post, so that nobody is tired of it. */
export interface PostingOnWire {
  /** Pause between two posts for a batch of this size, before the jitter. */
  readonly cooldownSeconds: number;
  /** Share by which each pause is drawn shorter or longer. */
  readonly jitter: number;
  readonly postsPerDayMax: number;
  /** Other people's messages between two posts, where the platform tells. */
  readonly messagesBetween: number;
}

export interface BatchAnswer {
  readonly serverUuid: string;
  readonly campaigns: readonly AppOnWire[];
  readonly allocationTimestamp: number;
  /** Until then the batch is good; ask again after it. */
  readonly nextAllocationCheck: number;
  readonly posting: PostingOnWire;
}

export interface AllAppsAnswer {
  readonly apps: readonly AppOnWire[];
  /** Null: this was the last page. */
  readonly nextCursor: string | null;
}

export interface Envelope<T> {
  readonly status: {
    readonly statusCode: number;
    readonly statusMessage: string;
    /** Of refusals: stable, to decide by. */
    readonly code?: string;
  };
  readonly data: T;
}
