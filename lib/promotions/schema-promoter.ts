import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant } from "#lib/platform/columns.ts";
import { platformEnum, promoterGuild } from "#lib/promotions/schema-servers.ts";

/** INTENDED is written before the platform hears of a post. */
export const promoterPostStates = [
  "INTENDED",
  "POSTED",
  "ACKNOWLEDGED",
  "REFUSED",
  "DROPPED",
] as const;
export const promoterPostStateEnum = pgEnum("promoter_post_state", promoterPostStates);

/**
 * Every post of the reference bot; the id is the eventId of its receipt. Written by the promoter role only.
 * INTENDED → POSTED (the platform has it) → ACKNOWLEDGED (the API counted the receipt) or REFUSED (it never will);
 * INTENDED → DROPPED: not posted, or nobody can say. Grows by a post; those that are done for 30 days are deleted.
 */
export const promoterPost = pgTable(
  "promoter_post",
  {
    id: uuid().primaryKey(),
    guildId: uuid()
      .notNull()
      .references(() => promoterGuild.id, { onDelete: "cascade" }),
    state: promoterPostStateEnum().notNull().default("INTENDED"),
    serverUuid: uuid().notNull(),
    /** The app as it stood in the batch: what was posted, and what the receipt names. */
    app: jsonb().notNull(),
    intendedAt: instant().notNull(),
    messageId: text(),
    channelId: text(),
    attempts: integer().notNull().default(0),
    /** When the receipt is sent next. */
    nextAttemptAt: instant(),
    lastError: text(),
  },
  (table) => [
    // One at a time: while it is not known what became of a post, its guild has no other.
    uniqueIndex("promoter_post_open").on(table.guildId).where(sql`state = 'INTENDED'`),
    index("promoter_post_receipt").on(table.nextAttemptAt).where(sql`state = 'POSTED'`),
    index("promoter_post_age").on(table.intendedAt),
  ],
);

/** When each platform takes the next request, over all workers: one row a platform, moved on by each turn. */
export const promoterPace = pgTable("promoter_pace", {
  platform: platformEnum().primaryKey(),
  nextAt: instant().notNull(),
});
