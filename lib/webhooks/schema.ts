import { sql } from "drizzle-orm";
import {
  bigint,
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
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";
import { deliveryStates } from "#lib/webhooks/contract.ts";

export const webhookDeliveryEnum = pgEnum("webhook_delivery_state", deliveryStates);

/** Where facts are sent. Secrets are sealed; after a rotation both sign until `previousUntil`. */
export const webhookEndpoint = pgTable(
  "webhook_endpoint",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    url: text().notNull(),
    description: text().notNull().default(""),
    /** Empty: every event. */
    events: text().array().notNull().default(sql`'{}'`),
    /** Hears of this brand only. */
    brandId: uuid(),
    /** Set: ads of this owner name it as their webhook. It hears of those ads and of nothing else. */
    adOwnerId: uuid(),
    secretCt: bytea().notNull(),
    previousSecretCt: bytea(),
    previousUntil: instant(),
    /** First failure since the last success: after days of it the endpoint is disabled. */
    failingSince: instant(),
    /** Failures in a row. From a few on the breaker is open: nothing is sent before `restsUntil`, then one alone. */
    failures: integer().notNull().default(0),
    restsUntil: instant(),
    disabledAt: instant(),
    disabledReason: text(),
    createdBy: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("webhook_endpoint_ad")
      .on(table.adOwnerId, table.url)
      .where(sql`ad_owner_id is not null`),
  ],
);

/**
 * Facts that others are to hear of, written in the transaction of the fact by any domain and fanned out in the order
 * of ids by the webhooks role. A growing count of rows without `fannedAt` means that the role does not run.
 */
export const outboxEvent = pgTable(
  "outbox_event",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** The webhook-id of every delivery and attempt of it. */
    messageId: uuid().notNull().unique().default(sql`gen_random_uuid()`),
    type: text().notNull(),
    brandId: uuid(),
    data: jsonb().notNull(),
    at: instant().notNull().default(sql`clock_timestamp()`),
    /** Nobody hears of it before: a win is told when the player may know. */
    notBefore: instant(),
    /** Told to this address as well, which an ad of this owner named. */
    targetOwnerId: uuid(),
    targetUrl: text(),
    fannedAt: instant(),
  },
  (table) => [
    index("outbox_event_waiting").on(table.id).where(sql`fanned_at is null`),
    index("outbox_event_at").on(table.at),
    // What was told to the address of one ad.
    index("outbox_event_ad").on(sql`(data ->> 'adId')`).where(sql`target_url is not null`),
  ],
);

/** One fact for one endpoint. The row owns the state; the queue only wakes somebody up. */
export const webhookDelivery = pgTable(
  "webhook_delivery",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    endpointId: uuid()
      .notNull()
      .references(() => webhookEndpoint.id, { onDelete: "cascade" }),
    eventId: bigint({ mode: "number" }).notNull(),
    state: webhookDeliveryEnum().notNull().default("PENDING"),
    /** Attempts that ended, since the delivery came to be or was last sent again by hand. */
    attempts: integer().notNull().default(0),
    /** The days of retries count from here: when it was first due, or was last sent again by hand. */
    dueFrom: instant().notNull().default(sql`clock_timestamp()`),
    /** Due from then on; a sender that takes it moves it ahead, so that a dead sender's work comes back. */
    nextAttemptAt: instant().notNull().defaultNow(),
    /** Fence of the sender at work: a late end with another token changes nothing. */
    leaseToken: uuid(),
    deliveredAt: instant(),
    lastStatus: integer(),
    lastError: text(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("webhook_delivery_once").on(table.endpointId, table.eventId),
    // Endpoint first: each is asked for a few of its own, so that a slow one holds up no other.
    index("webhook_delivery_due")
      .on(table.endpointId, table.nextAttemptAt, table.id)
      .where(sql`state = 'PENDING'`),
    // For dropping old events.
    index("webhook_delivery_event").on(table.eventId),
    index("webhook_delivery_endpoint").on(table.endpointId, table.id),
  ],
);

/** One try over HTTP, as the admin page shows it. Old ones are dropped with their event. */
export const webhookAttempt = pgTable(
  "webhook_attempt",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    deliveryId: bigint({ mode: "number" })
      .notNull()
      .references(() => webhookDelivery.id, { onDelete: "cascade" }),
    /** When it began, which is what webhook-timestamp said to the second. */
    at: instant().notNull(),
    /** The address that was connected to, if any was fit. */
    address: text(),
    durationMs: integer().notNull(),
    status: integer(),
    /** Why there was no answer, in words. */
    error: text(),
    /** The first characters of the answer's body. */
    response: text(),
  },
  (table) => [index("webhook_attempt_delivery").on(table.deliveryId, table.id)],
);
