import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { hashSessionTokens } from "#lib/identity/hash-session-tokens.ts";
import { account, session, twoFactor, user, verification } from "#lib/identity/schema.ts";
import { hashSessionToken } from "#lib/identity/session-token.ts";
import type { Db } from "#lib/platform/database.ts";

/** The sign-in library's view of our tables. */
export function authAdapter(db: Db, masterSecret: string) {
  const tables = { user, session, account, verification, twoFactor };
  const inner = drizzleAdapter(db, { provider: "pg", schema: tables });
  return hashSessionTokens(inner, (token) => hashSessionToken(masterSecret, token));
}
