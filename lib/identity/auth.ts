import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { twoFactor } from "better-auth/plugins";
import { sessionLimits } from "#lib/identity/find-session.ts";
import { hashPassword, verifyPassword } from "#lib/identity/hash-password.ts";
import { cookiePrefix, isSecure } from "#lib/identity/session-token.ts";
import { authAdapter } from "#lib/identity/store-auth.ts";
import { isUserEnabled } from "#lib/identity/store-users.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

export const passwordLength = { min: 12, max: 128 } as const;

/** What the sign-in library seals second factors and signs cookies with. */
export function authSecret(masterSecret: string): string {
  return deriveKey(masterSecret, "auth-session").toString("base64url");
}

/**
 * The sign-in library, used from the server only: no route of it is mounted, so there is no public sign-up, and
 * its own limiter is off because ours counts across processes. Sessions end absolutely after twelve hours; the
 * idle limit is `findSession`'s.
 */
export function createAuth(database: Database, env: Pick<Env, "BASE_URL" | "FROLIC_SECRET">) {
  const secure = isSecure(env);
  return betterAuth({
    appName: "Frolic",
    baseURL: env.BASE_URL,
    secret: authSecret(env.FROLIC_SECRET),
    database: authAdapter(database.db, env.FROLIC_SECRET),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    session: {
      expiresIn: sessionLimits.absoluteS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    verification: { storeIdentifier: "hashed" },
    plugins: [twoFactor({ issuer: "Frolic", twoFactorCookieMaxAge: 600 })],
    databaseHooks: {
      session: {
        create: {
          // A disabled person is refused where the session would begin, whichever way led there.
          before: async ({ userId }) => {
            if (!(await isUserEnabled(database.sql, userId))) throw new APIError("UNAUTHORIZED");
          },
        },
      },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      database: { generateId: "uuid" },
      cookiePrefix: cookiePrefix(env),
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: "lax", path: "/" },
      ipAddress: { disableIpTracking: true },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;
