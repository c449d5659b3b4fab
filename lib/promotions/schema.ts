import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, instant } from "#lib/platform/columns.ts";
import {
  allocationTriggers,
  promotionEventTypes,
  promotionStates,
  tierNames,
} from "#lib/promotions/contract.ts";

export const promotionStateEnum = pgEnum("promotion_state", promotionStates);
export const tierEnum = pgEnum("promotion_tier", tierNames);
export const allocationTriggerEnum = pgEnum("allocation_trigger", allocationTriggers);
export const promotionEventEnum = pgEnum("promotion_event_type", promotionEventTypes);

/** An app promotion booked on `servers` promo servers. `wireKey` is the campaignId of the bot API. */
export const promotion = pgTable(
  "promotion",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    ownerId: uuid(),
    brandId: uuid(),
    appId: text().notNull(),
    appName: text().notNull(),
    wireKey: text().notNull(),
    shortDescription: text().notNull(),
    longDescription: text().notNull().default(""),
    imageUrl: text().notNull().default(""),
    ctaUrl: text().notNull().default(""),
    /** The Frolic campaign that a click leads to, when it is not an address outside. */
    promotedCampaignId: uuid(),
    adId: uuid(),
    category: text().notNull().default(""),
    tier: tierEnum().notNull(),
    servers: smallint().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    regions: text().array().notNull().default(sql`'{}'`),
    languages: text().array().notNull().default(sql`'{}'`),
    platforms: text().array().notNull().default(sql`'{}'`),
    minUsers: integer().notNull().default(0),
    maxUsers: integer(),
    priceMinor: integer().notNull().default(0),
    currency: text().notNull().default("EUR"),
    state: promotionStateEnum().notNull().default("draft"),
    /** Posts it is short of, as said when it was booked; null: none. */
    statedShortfall: jsonb(),
    /** Placements so far over all epochs, for least-served-first, and the epochs it was active in. */
    served: doublePrecision().notNull().default(0),
    age: integer().notNull().default(0),
    lastAllocatedAt: instant(),
    /** Its texts changed: the next run gives its promo servers a new version of their batches. */
    edited: boolean().notNull().default(false),
    /** All exposures were reached, or it ended short; the event is sent once. */
    deliveredAt: instant(),
    demo: boolean().notNull().default(false),
    createdBy: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("promotion_wire_key").on(table.appId, table.wireKey),
    index("promotion_state_ends").on(table.state, table.endsAt),
    index("promotion_brand").on(table.brandId),
    check("promotion_window", sql`${table.endsAt} > ${table.startsAt}`),
    check("promotion_servers", sql`${table.servers} between 1 and 20`),
  ],
);

/** The message of one arm. A promotion has one to four; which server gets which is sticky. */
export const promotionVariant = pgTable(
  "promotion_variant",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    position: smallint().notNull(),
    /** variantId on the wire. */
    key: text().notNull(),
    messageTemplate: text().notNull(),
  },
  (table) => [
    unique("promotion_variant_position").on(table.promotionId, table.position),
    unique("promotion_variant_key").on(table.promotionId, table.key),
  ],
);

/** The one row that allocations take turns on: whoever holds its lock computes, writes and raises the version. */
export const allocationHead = pgTable("allocation_head", {
  id: boolean().primaryKey().default(true),
  version: bigint({ mode: "number" }).notNull().default(0),
  epoch: bigint({ mode: "number" }).notNull().default(0),
  epochStartedAt: instant(),
});

/**
 * Facts since the last allocation, each inserted in the transaction that made it true and taken away by the next run:
 * while there is one, a round computes without waiting for its quarter of an hour. Rows of their own, because a mark
 * on the head would make every fact wait for the run under way, and the run for the facts' rows.
 */
export const allocationWant = pgTable("allocation_want", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  trigger: allocationTriggerEnum().notNull(),
  at: instant().notNull().default(sql`clock_timestamp()`),
});

/** Which promotion is on which promo server now. What was before is in placement_change. */
export const placement = pgTable(
  "placement",
  {
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    serverId: uuid().notNull(),
    variantId: uuid().notNull(),
    /** Index in the promotion's draw sequence: the highest is given up first. */
    drawIndex: integer().notNull(),
    sinceEpoch: bigint({ mode: "number" }).notNull(),
    sinceVersion: bigint({ mode: "number" }).notNull(),
    placedAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.promotionId, table.serverId] }),
    index("placement_server").on(table.serverId),
  ],
);

/** The diff of every allocation, row by row. */
export const placementChange = pgTable(
  "placement_change",
  {
    version: bigint({ mode: "number" }).notNull(),
    promotionId: uuid().notNull(),
    serverId: uuid().notNull(),
    added: boolean().notNull(),
    /** Why it was taken away, in one word; null for an addition. */
    cause: text(),
  },
  (table) => [
    primaryKey({ columns: [table.version, table.promotionId, table.serverId, table.added] }),
    index("placement_change_promotion").on(table.promotionId, table.version),
  ],
);

/** One allocation: figures and the proof of what was short. */
export const allocationRun = pgTable("allocation_run", {
  version: bigint({ mode: "number" }).primaryKey(),
  epoch: bigint({ mode: "number" }).notNull(),
  trigger: allocationTriggerEnum().notNull(),
  at: createdAt(),
  ms: doublePrecision().notNull(),
  promotions: integer().notNull(),
  servers: integer().notNull(),
  placements: integer().notNull(),
  added: integer().notNull(),
  removed: integer().notNull(),
  /** New pairs that no loss made necessary. */
  moved: integer().notNull(),
  exactPromotions: integer().notNull(),
  shortfall: integer().notNull(),
  maxLoadRatio: doublePrecision().notNull(),
  loadCv: doublePrecision().notNull(),
  /** `{promotionId: {missing, closed: [serverId…], reason}}` */
  proof: jsonb().notNull().default({}),
  actorId: text(),
});

/** Tracked addresses: /go/<token>. Outlives its placement, as posts do. */
export const clickLink = pgTable(
  "click_link",
  {
    token: text().primaryKey(),
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    /** Null in the old list of everything, which is the same for all. */
    serverId: uuid(),
    variantId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("click_link_place")
      .on(table.promotionId, table.serverId, table.variantId)
      .nullsNotDistinct(),
  ],
);

/** What bots, links and postbacks told, once each: `dedupeKey` makes the second one nothing. */
export const promotionEvent = pgTable(
  "promotion_event",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    dedupeKey: text().notNull().unique(),
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    serverId: uuid(),
    variantId: uuid(),
    type: promotionEventEnum().notNull(),
    /** When it happened, as told. */
    at: instant().notNull(),
    receivedAt: instant().notNull().default(sql`clock_timestamp()`),
    messageId: text(),
    channelId: text(),
    /** bot, link, postback, funnel */
    source: text().notNull(),
    /** Kept but not counted: a crawler, a repeat of one visitor, a post outside the booking. */
    ignoredAs: text(),
    /** How often; more than once only for clicks that are not counted. */
    count: integer().notNull().default(1),
    /** Keyed hash of visitor; never an address. */
    visitor: text(),
    /** The play, win or order it stands for. */
    reference: text(),
    valueMinor: integer(),
  },
  (table) => [
    index("promotion_event_promotion").on(table.promotionId, table.type, table.at),
    index("promotion_event_server").on(table.serverId, table.type, table.at),
    // One message is one post, whatever ids the bot gave it.
    uniqueIndex("promotion_event_message")
      .on(table.promotionId, table.serverId, table.messageId)
      .where(sql`type = 'POSTED' and message_id is not null`),
  ],
);

/** A placement that was posted, with its receipt; one a promotion and promo server. At most N of them are billed. */
export const exposure = pgTable(
  "exposure",
  {
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    serverId: uuid().notNull(),
    variantId: uuid().notNull(),
    postedAt: instant().notNull(),
    receivedAt: instant().notNull().default(sql`clock_timestamp()`),
    messageId: text(),
    channelId: text(),
    posts: integer().notNull().default(1),
    lastPostedAt: instant().notNull(),
    /** 1 to N in the order of receipt; null beyond N: a gift, not billed. */
    billedAs: smallint(),
    /** Of a promo server that took the place of another one that went away. */
    makegood: boolean().notNull().default(false),
    /** That other one. */
    makegoodFor: uuid(),
  },
  (table) => [
    primaryKey({ columns: [table.promotionId, table.serverId] }),
    unique("exposure_billed").on(table.promotionId, table.billedAs),
    index("exposure_server").on(table.serverId, table.lastPostedAt),
  ],
);

/**
 * Players that a promotion brought to a campaign; the first promotion has them. Written when a click leads to the
 * game or the player's token is made, never by a play: reports join plays by player.
 */
export const promotionPlayer = pgTable(
  "promotion_player",
  {
    playerId: uuid().notNull(),
    campaignId: uuid().notNull(),
    promotionId: uuid()
      .notNull()
      .references(() => promotion.id, { onDelete: "cascade" }),
    serverId: uuid(),
    variantId: uuid().notNull(),
    at: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.campaignId, table.playerId] }),
    index("promotion_player_promotion").on(table.promotionId),
  ],
);
