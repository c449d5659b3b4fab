import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { applyGrants } from "#lib/platform/grants.ts";

/** Any number that no other advisory lock of the product uses. */
const migrationLock = 74_017_001;

/**
 * Brings the schema up to date. Safe to call from several processes at once: a session advisory lock lets one
 * work while the others wait and then find nothing to do. Needs a direct connection, not a transaction pooler. The
 * grants follow every time, so that what somebody changed by hand is as the file says again.
 */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await migrate(drizzle(sql), { migrationsFolder: folder });
    await applyGrants(sql, folder);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
