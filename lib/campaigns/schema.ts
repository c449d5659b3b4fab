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
import { campaignStates, gameStates, whoMayPlay } from "#lib/campaigns/contract.ts";
import { closeWays, pacingModes } from "#lib/campaigns/pacing-contract.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";

export const campaignStateEnum = pgEnum("campaign_state", campaignStates);
export const gameStateEnum = pgEnum("game_state", gameStates);
export const pacingModeEnum = pgEnum("pacing_mode", pacingModes);
export const closeWayEnum = pgEnum("close_way", closeWays);
export const whoMayPlayEnum = pgEnum("who_may_play", whoMayPlay);

/** Who gives prizes and reads reports. */
export const brand = pgTable("brand", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  name: text().notNull(),
  slug: text().notNull().unique(),
  /** Two or three letters for the reel's winning face. */
  monogram: text().notNull(),
  color: text().notNull().default("#B9290F"),
  contactEmail: text(),
  website: text(),
  /** Re-encoded PNG, at most 256 px on a side. */
  logo: bytea(),
  demo: boolean().notNull().default(false),
  /** The rehearsal that this copy of a brand was made for: it is in no list and goes with the rehearsal. */
  rehearsalOf: uuid(),
  archivedAt: instant(),
  createdAt: createdAt(),
});

/**
 * The container. `doc` is what the editor edits (CampaignDoc); publishing lays it out into game and prize rows,
 * which the play path reads. `docVersion` fences concurrent editors.
 */
export const campaign = pgTable(
  "campaign",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    slug: text().notNull().unique(),
    name: text().notNull(),
    state: campaignStateEnum().notNull().default("draft"),
    timeZone: text().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    ownerId: uuid(),
    doc: jsonb().notNull(),
    docVersion: integer().notNull().default(1),
    /** Revision in force; 0 until the first publication. */
    revision: integer().notNull().default(0),
    /** Offices and events: many players behind one address. */
    hallMode: boolean().notNull().default(false),
    demo: boolean().notNull().default(false),
    /** The campaign that is rehearsed in this one, which is in no list and is wiped when that one goes live. */
    rehearsalOf: uuid(),
    publishedAt: instant(),
    /** Set when a restore of the database stopped it; going on then may need a second person. */
    heldAt: instant(),
    archivedAt: instant(),
    updatedBy: uuid(),
    updatedAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [
    index("campaign_state_ends").on(table.state, table.endsAt),
    uniqueIndex("campaign_rehearsal").on(table.rehearsalOf).where(sql`rehearsal_of is not null`),
    check("campaign_window", sql`${table.endsAt} > ${table.startsAt}`),
  ],
);

/** Every published document, for diff and restore. One row a publication or live edit. */
export const campaignRevision = pgTable(
  "campaign_revision",
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id, { onDelete: "cascade" }),
    revision: integer().notNull(),
    doc: jsonb().notNull(),
    note: text(),
    authorId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.revision] })],
);

/**
 * One reel game. Read and locked by intake on every micro-batch, so the row stays narrow: texts are in the
 * campaign document, plans in game_plan. `lastSeq` is written by intake only, `floorSeq` by the sweeper only.
 */
export const game = pgTable(
  "game",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id, { onDelete: "cascade" }),
    slug: text().notNull(),
    name: text().notNull(),
    position: smallint().notNull(),
    state: gameStateEnum().notNull().default("draft"),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    revealSeconds: smallint().notNull().default(10),
    playsPerPlayer: integer().notNull().default(1),
    winsPerPlayer: integer().notNull().default(1),
    /** When set, playsPerPlayer counts per day in the campaign's zone instead of per game. */
    playsPerDay: boolean().notNull().default(false),
    /** The campaign's zone: where a day of playsPerDay begins. */
    timeZone: text().notNull().default("UTC"),
    /** Caps per network (address or /64) of anonymous games; 0: none. */
    playsPerNetwork: integer().notNull().default(0),
    winsPerNetwork: integer().notNull().default(0),
    whoMayPlay: whoMayPlayEnum().notNull().default("anonymous"),
    pacingMode: pacingModeEnum().notNull().default("smooth"),
    /** What becomes of coupons that are left at the end; chosen before the start and committed to. */
    closeWith: closeWayEnum().notNull().default("second_chance"),
    /** Home of its plays in Redis; spread at creation. */
    partition: smallint().notNull(),
    shards: smallint().notNull().default(1),
    /** 32 random bytes sealed with the purpose game-seed; revealed after the end. */
    seedCt: bytea(),
    commitment: bytea(),
    committedAt: instant(),
    seedRevealedAt: instant(),
    pausedAt: instant(),
    /** Microseconds of finished pauses: active time is accepted − starts − this. */
    pausedUs: bigint({ mode: "number" }).notNull().default(0),
    /** Opening hours for intake(): microseconds of active time at which it opens, closes, opens …; null: always open. */
    openUs: bigint({ mode: "number" }).array(),
    lastSeq: bigint({ mode: "number" }).notNull().default(0),
    floorSeq: bigint({ mode: "number" }).notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    unique("game_slug").on(table.campaignId, table.slug),
    index("game_state_ends").on(table.state, table.endsAt),
    check("game_window", sql`${table.endsAt} > ${table.startsAt}`),
    check("game_reveal", sql`${table.revealSeconds} between 1 and 60`),
    check("game_shards", sql`${table.shards} = 1`),
  ],
);

/**
 * The pacing plan in force and all before it: packed doubles F[0..J] over active time. A live edit or a resume
 * writes the next revision; the allocator loads the newest.
 */
export const gamePlan = pgTable(
  "game_plan",
  {
    gameId: uuid()
      .notNull()
      .references(() => game.id, { onDelete: "cascade" }),
    revision: integer().notNull(),
    /** Active seconds from start to end. */
    durationS: doublePrecision().notNull(),
    /** (J + 1) little-endian doubles. */
    plan: bytea().notNull(),
    /** Share of the duration at which the plan first reaches 1. */
    finishShare: doublePrecision().notNull(),
    /** PacerConfig without the plan. */
    config: jsonb().notNull(),
    /** RFC 8785 text that the commitment covers; set on revision 1. */
    committed: text(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.revision] })],
);

/** One prize line of a game for one brand. `position` is the pacer's index of the brand. */
export const prize = pgTable(
  "prize",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    gameId: uuid()
      .notNull()
      .references(() => game.id, { onDelete: "cascade" }),
    brandId: uuid()
      .notNull()
      .references(() => brand.id),
    poolId: uuid(),
    position: smallint().notNull(),
    name: text().notNull(),
    quantity: integer().notNull(),
    weight: doublePrecision().notNull().default(1),
    /** 0: no cap of its own beside the game's. */
    winsPerPlayer: integer().notNull().default(0),
    valueMinor: integer().notNull().default(0),
    currency: text().notNull().default("EUR"),
    /** What the ticket says: CouponTemplate. */
    template: jsonb().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("prize_position").on(table.gameId, table.position),
    index("prize_brand").on(table.brandId),
    index("prize_pool").on(table.poolId),
    check("prize_quantity", sql`${table.quantity} >= 0`),
    check("prize_weight", sql`${table.weight} > 0`),
  ],
);
