import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { auditActorKinds, roles } from "#lib/identity/contract.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";

export const roleEnum = pgEnum("role", roles);
export const auditActorEnum = pgEnum("audit_actor", auditActorKinds);

/** Staff and brand people; players have no row. Written by set-up and invitations, a few hundred at most. */
export const user = pgTable("user", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  role: roleEnum().notNull().default("marketer"),
  /** Set exactly for the role brand: whose rows this person sees. */
  brandId: uuid(),
  timeZone: text().notNull().default("UTC"),
  twoFactorEnabled: boolean().notNull().default(false),
  disabledAt: instant(),
  /** Set: name and address were taken out for good; the row stays, because ledgers and logs name its id. */
  erasedAt: instant(),
  createdAt: createdAt(),
  updatedAt: createdAt(),
});

/** One row a login. `token` holds the keyed hash of the cookie's token: a dump signs nobody in. */
export const session = pgTable(
  "session",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    token: text().notNull().unique(),
    userId: uuid()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    expiresAt: instant().notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index("session_user").on(table.userId)],
);

/** Credentials of a user; the password is an argon2id hash. */
export const account = pgTable(
  "account",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: instant(),
    refreshTokenExpiresAt: instant(),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index("account_user").on(table.userId)],
);

/** Short-lived values of the sign-in library (second factor, e-mail change). */
export const verification = pgTable("verification", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: instant().notNull(),
  createdAt: createdAt(),
  updatedAt: createdAt(),
});

/** The TOTP secret and back-up codes of a user, both encrypted by the sign-in library. */
export const twoFactor = pgTable(
  "two_factor",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    verified: boolean().notNull().default(true),
    /** Wrong codes in a row; at ten the second factor is locked for a quarter of an hour. */
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: instant(),
  },
  (table) => [index("two_factor_user").on(table.userId)],
);

/** One-time links: first set-up (no user yet) and invitations. Only the hash is kept. */
export const setupToken = pgTable("setup_token", {
  tokenHash: bytea().primaryKey(),
  purpose: text().notNull(),
  email: text(),
  role: roleEnum(),
  brandId: uuid(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
  /** Who invited; null for the first set-up, which nobody precedes. */
  createdBy: uuid(),
  createdAt: createdAt(),
});

/** Keys of machines. `id` is part of the key and finds the row; `secretHash` is SHA-256 of 256 random bits. */
export const apiKey = pgTable(
  "api_key",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    ownerId: uuid()
      .notNull()
      .references(() => user.id),
    /** For brand keys: the brand whose coupons it may redeem. */
    brandId: uuid(),
    scopes: text().array().notNull(),
    secretHash: bytea().notNull(),
    lastUsedAt: instant(),
    expiresAt: instant(),
    revokedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [index("api_key_owner").on(table.ownerId)],
);

/** Keys with which partners mint player tokens: the secret is sealed, the id is the token's kid. */
export const playerTokenKey = pgTable("player_token_key", {
  id: text().primaryKey(),
  name: text().notNull(),
  campaignId: uuid(),
  algorithm: text().notNull().default("HS256"),
  /** Sealed for HS256, the plain public key for EdDSA. */
  keyMaterial: bytea().notNull(),
  revokedAt: instant(),
  createdAt: createdAt(),
});

/**
 * Who changed what. Inserted in the transaction of the change, never updated but for the seal: `hash` and
 * `prevHash` are filled in id order by the one sealer. Grows with admin work, not with plays.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant().notNull().default(sql`clock_timestamp()`),
    /** Transaction that wrote the row: the sealer stays below the oldest one still running. */
    xid: bigint({ mode: "bigint" }).notNull().default(sql`(pg_current_xact_id()::text::bigint)`),
    actorKind: auditActorEnum().notNull(),
    actorId: text(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    campaignId: uuid(),
    before: jsonb(),
    after: jsonb(),
    requestId: text(),
    prevHash: bytea(),
    hash: bytea(),
  },
  (table) => [
    index("audit_log_subject").on(table.subjectKind, table.subjectId, table.id),
    index("audit_log_campaign").on(table.campaignId, table.id),
    index("audit_log_unsealed").on(table.id).where(sql`hash is null`),
  ],
);

/**
 * How far each sealed table is: the newest hash and how many rows stand behind it. Written by the sealer in the
 * transaction of the seals, so that a cut-off tail shows.
 */
export const sealHead = pgTable("seal_head", {
  chain: text().primaryKey(),
  rows: bigint({ mode: "number" }).notNull(),
  hash: bytea().notNull(),
  updatedAt: createdAt(),
});

/** Installation-wide values set once or by an admin: name, zone, switches. */
export const setting = pgTable("setting", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: createdAt(),
});
