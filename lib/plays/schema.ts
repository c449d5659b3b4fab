import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { game } from "#lib/campaigns/schema.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";
import { chainEntryKinds, pacerModes, playOutcomes, playReasons } from "#lib/plays/contract.ts";

export const playOutcomeEnum = pgEnum("play_outcome", playOutcomes);
export const playReasonEnum = pgEnum("play_reason", playReasons);
export const pacerModeEnum = pgEnum("pacer_mode", pacerModes);
export const chainEntryKindEnum = pgEnum("chain_entry_kind", chainEntryKinds);

/**
 * Which game and player an id belongs to. Narrow and unpartitioned, because a partitioned table cannot keep a
 * primary key on play_id alone: this is what makes one id one play for ever. Written by intake().
 */
export const playKey = pgTable("play_key", {
  playId: uuid().primaryKey(),
  gameId: uuid().notNull(),
  playerId: uuid().notNull(),
  seq: bigint({ mode: "number" }).notNull(),
});

/**
 * An accepted play. Written once by intake(), partitioned by game in the migration. `seq` is gapless per game;
 * `tUs` is active time since the start in microseconds; the sweeper reads by (game_id, seq).
 */
export const play = pgTable(
  "play",
  {
    playId: uuid().notNull(),
    gameId: uuid().notNull(),
    playerId: uuid().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    salt: bytea().notNull(),
    acceptedAt: instant().notNull(),
    revealAt: instant().notNull(),
    tUs: bigint({ mode: "number" }).notNull(),
    /** Keyed hash of the address or /64; null where no cap needs it. */
    network: bytea(),
    clientTs: instant(),
    meta: jsonb(),
  },
  (table) => [
    primaryKey({ columns: [table.gameId, table.playId] }),
    uniqueIndex("play_seq").on(table.gameId, table.seq),
    index("play_player").on(table.gameId, table.playerId),
  ],
);

/** Attempts and wins of a player in a game. Locked in key order by intake() and decide(). */
export const playerGame = pgTable(
  "player_game",
  {
    playerId: uuid().notNull(),
    gameId: uuid().notNull(),
    plays: integer().notNull().default(0),
    wins: integer().notNull().default(0),
    /** Day of `dayPlays` in the campaign's zone. */
    day: date(),
    dayPlays: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.gameId, table.playerId] }),
    index("player_game_wins").on(table.gameId).where(sql`wins > 0`),
    check("player_game_counts", sql`${table.plays} >= 0 and ${table.wins} >= 0`),
  ],
);

/** Wins of a player on one prize line; only lines with a cap of their own have rows. */
export const playerPrize = pgTable(
  "player_prize",
  {
    playerId: uuid().notNull(),
    prizeId: uuid().notNull(),
    gameId: uuid().notNull(),
    wins: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.prizeId, table.playerId] }),
    index("player_prize_game").on(table.gameId),
  ],
);

/** Plays and wins of a network in a game; only games with such a cap have rows. */
export const networkGame = pgTable(
  "network_game",
  {
    network: bytea().notNull(),
    gameId: uuid().notNull(),
    plays: integer().notNull().default(0),
    wins: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.network] })],
);

/**
 * The ledger: one final decision per play, partitioned by game in the migration, never updated or deleted
 * (a trigger refuses). Everything a replay needs stands here: ordinal k, time, chance, shares, draw.
 */
export const playResult = pgTable(
  "play_result",
  {
    playId: uuid().notNull(),
    gameId: uuid().notNull(),
    playerId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    /** Ordinal of the decision in its shard; null only for a play voided before it was ever paced. */
    k: bigint({ mode: "number" }),
    /** Generation of the pacer state that decided. */
    epoch: bigint({ mode: "number" }).notNull(),
    /** Active seconds since the start, as the pacer used them. */
    t: doublePrecision().notNull(),
    /** Chance of any win at that moment: the sum of the shares. */
    chance: doublePrecision().notNull(),
    shares: doublePrecision().array().notNull(),
    /** Index of the prize line the draw selected; -1 for none. Kept even when a correction made it a loss. */
    brand: smallint().notNull(),
    u: doublePrecision().notNull(),
    outcome: playOutcomeEnum().notNull(),
    reason: playReasonEnum().notNull(),
    prizeId: uuid(),
    couponId: bigint({ mode: "number" }),
    revealAt: instant().notNull(),
    decidedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.gameId, table.playId] }),
    uniqueIndex("play_result_k").on(table.gameId, table.shard, table.k),
    index("play_result_decided").on(table.gameId, table.decidedAt),
    index("play_result_wins").on(table.gameId, table.decidedAt).where(sql`outcome = 'WIN'`),
    check("play_result_win", sql`(${table.outcome} = 'WIN') = (${table.couponId} is not null)`),
  ],
);

/**
 * The pacer of a game and shard. `epoch` fences: whoever takes over adds one, and a decide() with another epoch
 * or with ordinals that do not follow `k` is refused. `decided` against game.last_seq is the backlog.
 */
export const gamePacer = pgTable(
  "game_pacer",
  {
    gameId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    mode: pacerModeEnum().notNull().default("redis"),
    epoch: bigint({ mode: "number" }).notNull().default(0),
    k: bigint({ mode: "number" }).notNull().default(0),
    planRevision: integer().notNull().default(1),
    decided: bigint({ mode: "number" }).notNull().default(0),
    state: jsonb().notNull(),
    updatedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.shard] })],
);

/** Heads of the chains; the row lock is the first lock of every decide(). */
export const chainHead = pgTable(
  "chain_head",
  {
    gameId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    seq: bigint({ mode: "number" }).notNull().default(0),
    hash: bytea().notNull(),
    /** What the chain's last entry of kind intake says of game.last_seq; 0 without one. */
    intakeSeq: bigint({ mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.shard] })],
);

/** One entry a decided batch, correction, revision, pause, resume or rebuild. Append-only. */
export const chainEntry = pgTable(
  "chain_entry",
  {
    gameId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    seq: bigint({ mode: "number" }).notNull(),
    kind: chainEntryKindEnum().notNull(),
    /** Ordinals of a batch: from, to (inclusive). */
    kFrom: bigint({ mode: "number" }),
    kTo: bigint({ mode: "number" }),
    /** Merkle root of a batch's rows, or SHA-256 of the body's text. */
    root: bytea().notNull(),
    /** Exact text that was hashed, for every kind but batch. */
    body: text(),
    prevHash: bytea().notNull(),
    hash: bytea().notNull(),
    at: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.gameId, table.shard, table.seq] }),
    // A chain has an entry a batch; when its game stood still is asked for by every chart.
    index("chain_entry_pause")
      .on(table.gameId, table.seq)
      .where(sql`kind = 'pause' or kind = 'resume'`),
    // Proofs and the fairness page are for everybody: the batch of an ordinal, the few entries that name a play, and
    // what happened besides plays.
    index("chain_entry_batch").on(table.gameId, table.kTo).where(sql`kind = 'batch'`),
    index("chain_entry_naming")
      .on(table.gameId, table.seq)
      .where(sql`kind = 'correction' or kind = 'second_chance'`),
    index("chain_entry_event")
      .on(table.gameId, table.shard, table.seq)
      .where(sql`kind in ('pause', 'resume', 'revision', 'budget', 'second_chance', 'reveal')`),
  ],
);

/** Seeds of games that are over, for everybody. Written once, by the scheduler, with the chain's entry that says so. */
export const revealedSeed = pgTable(
  "revealed_seed",
  {
    gameId: uuid()
      .primaryKey()
      .references(() => game.id, { onDelete: "cascade" }),
    seed: bytea().notNull(),
    /** Number of the chain's entry of kind reveal. */
    chainSeq: bigint({ mode: "number" }).notNull(),
    revealedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [check("revealed_seed_bytes", sql`length(${table.seed}) = 32`)],
);

/** Signed heads, one an hour and game with news. */
export const chainSignature = pgTable(
  "chain_signature",
  {
    gameId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    seq: bigint({ mode: "number" }).notNull(),
    hash: bytea().notNull(),
    signature: bytea().notNull(),
    keyId: text().notNull(),
    at: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.shard, table.seq] })],
);

/** Re-feeds and failures of plays that did not get through at once; only those have rows. */
export const playFeed = pgTable(
  "play_feed",
  {
    playId: uuid().primaryKey(),
    gameId: uuid().notNull(),
    feeds: integer().notNull().default(0),
    nextFeedAt: instant().notNull(),
    /** decide() failed on this play alone; at five it is voided. */
    failures: integer().notNull().default(0),
    lastError: text(),
  },
  (table) => [index("play_feed_game").on(table.gameId, table.nextFeedAt)],
);

/** Who feeds a stream partition. Times are the database's; `epoch` goes up with every change of holder. */
export const streamLease = pgTable("stream_lease", {
  partition: smallint().primaryKey(),
  holder: text(),
  epoch: bigint({ mode: "number" }).notNull().default(0),
  expiresAt: instant().notNull().default(sql`'epoch'`),
});

/**
 * Workers that beat: how many of them there are decides each one's fair share of the partitions. A paused
 * worker stops beating and so stops counting.
 */
export const workerPresence = pgTable("worker_presence", {
  workerId: text().primaryKey(),
  roles: text().notNull(),
  startedAt: createdAt(),
  beatAt: createdAt(),
});

/**
 * Plays and wins of a UTC minute, written by decide() in key order; a folder builds longer spans. `brand` −1
 * counts every play, 0… the wins of that prize line.
 */
export const rollupMinute = pgTable(
  "rollup_minute",
  {
    gameId: uuid().notNull(),
    shard: smallint().notNull().default(0),
    brand: smallint().notNull(),
    minute: instant().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.shard, table.brand, table.minute] })],
);
