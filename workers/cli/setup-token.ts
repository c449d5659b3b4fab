import { createSetupToken } from "#lib/identity/setup-token.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";

/** The link for the first admin, good for half an hour; or where to sign in, once there are people. */
export async function setupLink(env: Env): Promise<string> {
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  try {
    const token = await createSetupToken(database.sql, env.FROLIC_SECRET);
    const base = env.BASE_URL.replace(/\/$/, "");
    if (token === undefined) return `Set-up is finished. Sign in: ${base}/login`;
    return `${base}/setup?token=${token}`;
  } finally {
    await database.close();
  }
}
