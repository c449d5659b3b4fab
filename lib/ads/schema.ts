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
import { adReviews, adStatuses, policyKinds } from "#lib/ads/contract.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";

export const adStatusEnum = pgEnum("ad_status", adStatuses);
export const adReviewEnum = pgEnum("ad_review", adReviews);
export const adPolicyEnum = pgEnum("ad_policy_kind", policyKinds);

/**
 * A submitted game ad. The row owns the state, the queue only delivers: losing Redis loses nothing. `leaseToken` is
 * the fence of the worker at work, a late end with another one changes nothing.
 */
export const ad = pgTable(
  "ad",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    ownerId: uuid(),
    /** The key that submitted it, for limits and idempotency; null: a person at the form. */
    keyId: text(),
    brandId: uuid(),
    title: text().notNull(),
    description: text().notNull(),
    genre: text().notNull(),
    targetAudience: text().array().notNull(),
    visualElements: text().array().notNull(),
    callToAction: text().notNull(),
    /** Seconds. */
    duration: smallint().notNull(),
    priority: smallint().notNull(),
    webhookUrl: text(),
    /** Further wordings: `[{title, description, callToAction}]`, at most three. */
    variants: jsonb().notNull().default([]),
    status: adStatusEnum().notNull().default("QUEUED"),
    version: integer().notNull().default(1),
    partition: smallint().notNull(),
    attempts: smallint().notNull().default(0),
    submittedAt: instant().notNull().default(sql`clock_timestamp()`),
    /** When it may be tried again; the sweeper puts it back into a queue that forgot it. */
    dueAt: instant().notNull().default(sql`clock_timestamp()`),
    leaseToken: uuid(),
    leaseUntil: instant(),
    startedAt: instant(),
    completedAt: instant(),
    /** Group of the last failure, and its words. */
    failureCause: text(),
    failure: text(),
    score: doublePrecision(),
    /** Findings with their evidence, one a wording. */
    analysis: jsonb(),
    review: adReviewEnum().notNull().default("PENDING"),
    reasons: text().array().notNull().default(sql`'{}'`),
    reviewedBy: uuid(),
    reviewedAt: instant(),
    idempotencyKey: text(),
    /** Of the body that came with the key: the same key with another body is refused. */
    bodyHash: bytea(),
    demo: boolean().notNull().default(false),
  },
  (table) => [
    uniqueIndex("ad_idempotency")
      .on(table.keyId, table.idempotencyKey)
      .where(sql`idempotency_key is not null`),
    // An ad changes its state three times: every index costs each change, so there are few, and most are partial.
    index("ad_waiting").on(table.partition, table.id).where(sql`status in ('QUEUED', 'FAILED')`),
    index("ad_leased").on(table.leaseUntil).where(sql`status = 'PROCESSING'`),
    index("ad_submitted").on(table.submittedAt, table.id),
    index("ad_brand").on(table.brandId, table.submittedAt).where(sql`brand_id is not null`),
    index("ad_review_open")
      .on(table.completedAt)
      .where(sql`review = 'PENDING' and status = 'COMPLETED'`),
    index("ad_dead").on(table.failureCause).where(sql`status = 'DEAD'`),
    check("ad_priority", sql`${table.priority} between 1 and 5`),
  ],
);

/** What each version said, for the diff of a resubmission. */
export const adRevision = pgTable(
  "ad_revision",
  {
    adId: uuid()
      .notNull()
      .references(() => ad.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    body: jsonb().notNull(),
    actorId: text(),
    at: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.adId, table.version] })],
);

/** One try of a worker, with what it logged. */
export const adAttempt = pgTable(
  "ad_attempt",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    adId: uuid()
      .notNull()
      .references(() => ad.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    attempt: smallint().notNull(),
    workerId: text().notNull(),
    startedAt: instant().notNull(),
    endedAt: instant().notNull().default(sql`clock_timestamp()`),
    /** completed, failed, timeout, stalled */
    outcome: text().notNull(),
    cause: text(),
    log: jsonb().notNull().default([]),
  },
  (table) => [index("ad_attempt_ad").on(table.adId, table.id)],
);

/**
 * Bands of an ad's word shingles: two ads that share one may be near-duplicates and are compared, by what they say at that
 * time. So rows are never updated, and no foreign key asks for the ad of each.
 */
export const adFingerprint = pgTable(
  "ad_fingerprint",
  {
    band: bigint({ mode: "bigint" }).notNull(),
    adId: uuid().notNull(),
    submittedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.band, table.adId] })],
);

/** Words that a brand, or the whole installation, does not want, asks for or wants looked at. */
export const adPolicy = pgTable(
  "ad_policy",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    /** Null: for everybody. */
    brandId: uuid(),
    kind: adPolicyEnum().notNull(),
    phrase: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("ad_policy_once").on(table.brandId, table.kind, table.phrase).nullsNotDistinct(),
  ],
);

/** Live processes of the ad desk: load, version, and whether somebody asked them to drain. */
export const adWorker = pgTable("ad_worker", {
  id: text().primaryKey(),
  host: text().notNull(),
  pid: integer().notNull(),
  version: text().notNull(),
  startedAt: createdAt(),
  beatAt: createdAt(),
  concurrency: smallint().notNull(),
  running: smallint().notNull().default(0),
  done: bigint({ mode: "number" }).notNull().default(0),
  stolen: bigint({ mode: "number" }).notNull().default(0),
  p95Ms: doublePrecision(),
  drainAskedAt: instant(),
});

/** What staff and brand people are told inside the product. */
export const notification = pgTable(
  "notification",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null with a brand: all of its people. */
    userId: uuid(),
    brandId: uuid(),
    kind: text().notNull(),
    subjectId: text().notNull(),
    sentence: text().notNull(),
    at: instant().notNull().default(sql`clock_timestamp()`),
    readAt: instant(),
  },
  (table) => [
    index("notification_user").on(table.userId, table.id),
    index("notification_brand").on(table.brandId, table.id),
  ],
);
