import { pgTable, text } from "drizzle-orm/pg-core";
import { bytea } from "#lib/platform/columns.ts";

/**
 * Derived keys that outlive a change of the master secret, sealed under the present one: what they made stands in rows
 * and could not be made anew. Written by the change alone; empty before the first.
 */
export const keptKey = pgTable("kept_key", {
  /** A KeyPurpose. */
  purpose: text().primaryKey(),
  sealedKey: bytea().notNull(),
});
