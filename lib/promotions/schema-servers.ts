import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";
import { activityLevels, complaintKinds, platforms } from "#lib/promotions/contract.ts";

export const platformEnum = pgEnum("promo_platform", platforms);
export const activityEnum = pgEnum("promo_activity", activityLevels);
export const complaintKindEnum = pgEnum("promo_complaint_kind", complaintKinds);

/**
 * A registered Discord guild, Telegram channel or webhook target; hundreds to tens of thousands of rows. The id is
 * the UUID that its bot keeps. `slot` is its place in the draw sequences: the lowest
 * that no other row holds; null once it is unregistered.
 */
export const promoServer = pgTable(
  "promo_server",
  {
    id: uuid().primaryKey(),
    slot: integer().unique(),
    /** Keys of this person reach it, no others. */
    ownerId: uuid().notNull(),
    platform: platformEnum().notNull().default("discord"),
    guildId: text().notNull(),
    name: text().notNull().default(""),
    /** As the bot said it. */
    registeredAt: instant().notNull(),
    userCount: integer(),
    activityLevel: activityEnum(),
    hasPromotionChannel: boolean(),
    region: text(),
    language: text(),
    /** Where it is posted: a channel or chat id. For a webhook the address is sealed in `targetCt`. */
    channelId: text(),
    targetCt: bytea(),
    /** Who agreed to be posted to, and when. */
    optedInAt: instant(),
    optedInBy: text(),
    /** Categories of promotions that it does not want. */
    blockedCategories: text().array().notNull().default(sql`'{}'`),
    /** Takes the place of the computed weight, for high-value servers. */
    manualWeight: doublePrecision(),
    /** Most placements at a time; null: as the installation says. */
    batchMax: integer(),
    /** Most posts a day; null: as the installation says. */
    postsPerDayMax: integer(),
    /** Other people's messages between two posts, where the platform tells. */
    messagesBetween: integer().notNull().default(0),
    /** Set: its channel answered 403 or 404, or staff blocked it. */
    blockedAt: instant(),
    blockedReason: text(),
    unregisteredAt: instant(),
    lastSeenAt: instant().notNull().defaultNow(),
    /** Offline was noticed and told; cleared by the next sign of life. */
    offlineAt: instant(),
    checkedAt: instant(),
    lastFetchAt: instant(),
    /** What its fetches carried, for the comparison of both ways. */
    fetches: bigint({ mode: "number" }).notNull().default(0),
    fetchedBytes: bigint({ mode: "number" }).notNull().default(0),
    notModified: bigint({ mode: "number" }).notNull().default(0),
    /** Allocation version that changed its batch last: the ETag of the batch. */
    batchVersion: bigint({ mode: "number" }).notNull().default(0),
    demo: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [
    unique("promo_server_guild").on(table.platform, table.guildId),
    index("promo_server_owner").on(table.ownerId),
    index("promo_server_seen").on(table.lastSeenAt).where(sql`unregistered_at is null`),
  ],
);

/** Opt-outs, mutes and refusals of a platform: read per 1,000 posts. */
export const promoComplaint = pgTable(
  "promo_complaint",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    serverId: uuid().notNull(),
    promotionId: uuid(),
    kind: complaintKindEnum().notNull(),
    detail: text(),
    at: instant().notNull().default(sql`clock_timestamp()`),
    /** Set where a bot told it: the same complaint again is none. */
    dedupeKey: text().unique(),
  },
  (table) => [
    index("promo_complaint_server").on(table.serverId, table.at),
    index("promo_complaint_promotion").on(table.promotionId, table.at),
  ],
);

/**
 * What the reference bot keeps of each guild it posts to, so that it goes on after a restart: its UUID, its last good
 * batch and when it posts next. Written by the promoter role only.
 */
export const promoterGuild = pgTable(
  "promoter_guild",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    platform: platformEnum().notNull(),
    guildId: text().notNull(),
    /** Persisted at the first registration; the answer's UUID takes its place when the guild was known. */
    serverUuid: uuid().notNull(),
    enabled: boolean().notNull().default(true),
    /** Where to post until the promo server says otherwise; for a webhook the address is sealed in `targetCt`. */
    channelId: text(),
    targetCt: bytea(),
    /** What posts to a webhook are signed with; the one before signs as well until then. */
    secretCt: bytea(),
    previousSecretCt: bytea(),
    previousUntil: instant(),
    region: text(),
    language: text(),
    /** When the API took its registration last, and when it heard of it last. */
    registeredAt: instant(),
    heartbeatAt: instant(),
    /** Batch with its hash, ETag and nextAllocationCheck, as the client keeps them. */
    cache: jsonb(),
    /** The rotation: order of campaign ids, and when each was posted last. */
    rotation: jsonb(),
    nextPostAt: instant(),
    /** Fence against two promoters at one guild. */
    leaseToken: uuid(),
    leaseUntil: instant(),
    /** Disconnected: nothing more is posted, and the row goes once the API has taken its promo server out. */
    leavingAt: instant(),
    lastError: text(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("promoter_guild_once").on(table.platform, table.guildId),
    index("promoter_guild_due").on(table.nextPostAt).where(sql`enabled`),
    index("promoter_guild_leaving").on(table.leavingAt).where(sql`leaving_at is not null`),
  ],
);
