import { customType, timestamp } from "drizzle-orm/pg-core";

/** Raw bytes: hashes, ciphertexts, packed plans. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** An instant; the zone to show it in is the campaign's. */
export const instant = () => timestamp({ withTimezone: true });

/** When the row came to be, by the database clock. */
export const createdAt = () => instant().notNull().defaultNow();
