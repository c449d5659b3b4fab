import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import { game } from "#lib/campaigns/schema.ts";
import { instant } from "#lib/platform/columns.ts";

/**
 * Games that are closed: over, everything decided, and what was left over given to losing plays or left in its pool.
 * Written once by the scheduler, with the chain's entries that say so; the seed becomes public only afterwards.
 */
export const gameClose = pgTable("game_close", {
  gameId: uuid()
    .primaryKey()
    .references(() => game.id, { onDelete: "cascade" }),
  closeWith: text().notNull(),
  awards: integer().notNull(),
  /** Number of the chain's last entry about it. */
  chainSeq: bigint({ mode: "number" }).notNull(),
  closedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/**
 * Leftovers given to plays that had lost. The play's result stays what it was; this row stands beside it and is final
 * as well. Read by the play's player, by campaign and by game.
 */
export const secondChanceAward = pgTable(
  "second_chance_award",
  {
    playId: uuid().primaryKey(),
    gameId: uuid()
      .notNull()
      .references(() => game.id, { onDelete: "cascade" }),
    playerId: uuid().notNull(),
    /** Index of the prize line. */
    brand: smallint().notNull(),
    prizeId: uuid().notNull(),
    couponId: bigint({ mode: "number" }).notNull(),
    /** Turn of the play among all that had lost, from 1. */
    rank: integer().notNull(),
    chainSeq: bigint({ mode: "number" }).notNull(),
    awardedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    unique("second_chance_coupon").on(table.couponId),
    unique("second_chance_rank").on(table.gameId, table.rank),
    index("second_chance_player").on(table.playerId, table.gameId),
  ],
);
