import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { couponStates, importStates } from "#lib/coupons/contract.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";

export const couponStateEnum = pgEnum("coupon_state", couponStates);
export const importStateEnum = pgEnum("coupon_import_state", importStates);

/** A brand's stock of single-use codes. */
export const couponPool = pgTable(
  "coupon_pool",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    brandId: uuid().notNull(),
    name: text().notNull(),
    /** Codes may be shown until then; null: no end. */
    codesExpireAt: instant(),
    lowStockShare: integer().notNull().default(10),
    /** Since when it is below that share; set and cleared by the watch, which tells of it once a crossing. */
    lowStockAt: instant(),
    archivedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [index("coupon_pool_brand").on(table.brandId)],
);

/** The data key of a brand, sealed by the installation's key: destroying it destroys the brand's codes. */
export const brandKey = pgTable(
  "brand_key",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    brandId: uuid().notNull(),
    sealedKey: bytea().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("brand_key_brand").on(table.brandId, table.id)],
);

/**
 * One code. `codeCt` opens only with its own id, brand and key; `codeHmac` finds duplicates without opening
 * anything; `mask` is what every screen shows. decide() takes AVAILABLE rows in id order, so the partial
 * index leads with the pool. Grows by imports.
 */
export const coupon = pgTable(
  "coupon",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    /** Held to coupon_pool by triggers, a statement at a time: a foreign key would ask once a row. */
    poolId: uuid().notNull(),
    brandId: uuid().notNull(),
    importId: uuid(),
    codeCt: bytea().notNull(),
    codeHmac: bytea().notNull(),
    keyId: integer().notNull(),
    mask: text().notNull(),
    state: couponStateEnum().notNull().default("AVAILABLE"),
    playId: uuid(),
    prizeId: uuid(),
    reservedAt: instant(),
    issuedAt: instant(),
    redeemedAt: instant(),
    /** Last moment to redeem; set when reserved, from the prize's template and the pool. */
    expiresAt: instant(),
  },
  (table) => [
    unique("coupon_code").on(table.brandId, table.codeHmac),
    uniqueIndex("coupon_play").on(table.playId).where(sql`play_id is not null`),
    index("coupon_free").on(table.poolId, table.id).where(sql`state = 'AVAILABLE'`),
    // Whether an import may be undone, without walking all its codes.
    index("coupon_import_taken").on(table.importId).where(sql`state <> 'AVAILABLE'`),
    index("coupon_pool_state").on(table.poolId, table.state),
    index("coupon_reserved").on(table.reservedAt).where(sql`state = 'RESERVED'`),
    index("coupon_expiring").on(table.expiresAt).where(sql`state = 'ISSUED'`),
    check(
      "coupon_owned",
      sql`(${table.state} in ('AVAILABLE', 'VOIDED', 'EXPIRED')) or ${table.playId} is not null`,
    ),
  ],
);

/** What happened to a coupon after decide(): issued, redeemed, rolled back, voided. Append-only. */
export const couponEvent = pgTable(
  "coupon_event",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    couponId: bigint({ mode: "number" }).notNull(),
    brandId: uuid().notNull(),
    kind: text().notNull(),
    actorKind: text().notNull(),
    actorId: text(),
    reason: text(),
    /** The till's own number of a redemption: a repeat with it is no second redemption. */
    reference: text(),
    at: instant().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    index("coupon_event_coupon").on(table.couponId, table.id),
    index("coupon_event_brand").on(table.brandId, table.at),
  ],
);

/** Who saw a code in the clear. Written in the transaction of the reveal; sealed like the audit log. */
export const couponAccess = pgTable(
  "coupon_access",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    couponId: bigint({ mode: "number" }).notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    purpose: text().notNull(),
    at: instant().notNull().default(sql`clock_timestamp()`),
    xid: bigint({ mode: "bigint" }).notNull().default(sql`(pg_current_xact_id()::text::bigint)`),
    prevHash: bytea(),
    hash: bytea(),
  },
  (table) => [
    index("coupon_access_coupon").on(table.couponId, table.id),
    index("coupon_access_unsealed").on(table.id).where(sql`hash is null`),
  ],
);

/** One upload or generation of codes, from dry run to commit or undo. */
export const couponImport = pgTable(
  "coupon_import",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    poolId: uuid()
      .notNull()
      .references(() => couponPool.id),
    fileName: text().notNull(),
    fileHash: bytea(),
    state: importStateEnum().notNull().default("uploaded"),
    /** Column and format choices of the upload. */
    options: jsonb().notNull().default({}),
    bytesTotal: bigint({ mode: "number" }).notNull().default(0),
    rowsTotal: integer().notNull().default(0),
    rowsChecked: integer().notNull().default(0),
    rowsNew: integer().notNull().default(0),
    rowsRejected: integer().notNull().default(0),
    /** Codes stored so far by a running commit. */
    rowsStored: integer().notNull().default(0),
    /** Rows whose code may stand in the source before, as counted while sealing; 0: none, null: not counted. */
    maybeRepeats: integer(),
    /** Counts and first row numbers by cause. */
    report: jsonb().notNull().default({}),
    error: text(),
    /** Last sign of life of whoever streams or generates the rows; silence for a minute ends the import. */
    heartbeatAt: createdAt(),
    createdBy: uuid(),
    createdAt: createdAt(),
    committedAt: instant(),
    undoneAt: instant(),
  },
  (table) => [index("coupon_import_pool").on(table.poolId, table.createdAt)],
);

/** Rows of an import between upload and commit: sealed already, so that no plain code is ever stored. */
export const couponStaging = pgTable(
  "coupon_staging",
  {
    /** No foreign key, for the same reason; the worker clears rows whose import is gone. */
    importId: uuid().notNull(),
    row: integer().notNull(),
    /** Taken from the coupon sequence at once: the ciphertext is bound to it. */
    couponId: bigint({ mode: "number" }),
    codeCt: bytea(),
    codeHmac: bytea(),
    mask: text(),
    keyId: integer(),
    /** Why the row cannot be taken; null when it can. */
    cause: text(),
  },
  (table) => [index("coupon_staging_row").on(table.importId, table.row)],
);
