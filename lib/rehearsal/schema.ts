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
import { campaign } from "#lib/campaigns/schema.ts";
import { createdAt, instant } from "#lib/platform/columns.ts";
import { drillStates } from "#lib/rehearsal/contract.ts";

export const drillStateEnum = pgEnum("drill_state", drillStates);

/**
 * Stampede drills. Ordered by web, run by the worker's role `drill`, one at a time. A report says what the machine
 * bore and nothing of any player, so it stays with the campaign when the rehearsal is wiped.
 */
export const drill = pgTable(
  "drill",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id, { onDelete: "cascade" }),
    /** Game of the rehearsal that is stormed. */
    gameId: uuid().notNull(),
    players: integer().notNull(),
    state: drillStateEnum().notNull().default("queued"),
    progress: jsonb().notNull().default({}),
    report: jsonb(),
    error: text(),
    cancelAskedAt: instant(),
    /** Last sign of life of whoever runs it; silence for a minute ends the drill. */
    heartbeatAt: createdAt(),
    createdBy: uuid(),
    createdAt: createdAt(),
    finishedAt: instant(),
  },
  (table) => [
    index("drill_campaign").on(table.campaignId, table.createdAt),
    // Two storms would measure each other: the second that is claimed fails on this.
    uniqueIndex("drill_running").on(table.state).where(sql`state = 'running'`),
  ],
);
