import { randomBytes } from "node:crypto";
import type { Env } from "#lib/platform/env.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits for the cookie. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database keeps instead of the token: a dump of it signs nobody in, not even with the dump's own text. */
export function hashSessionToken(masterSecret: string, token: string): string {
  return hmacSha256(deriveKey(masterSecret, "session-token-hash"), token).toString("base64url");
}

/**
 * The token inside a cookie value. The sign-in library appends its own signature after a dot; the token is
 * unguessable by itself, so the look-up does not depend on it.
 */
export function tokenOfCookie(value: string | undefined): string | undefined {
  const token = value?.split(".", 1)[0];
  return token !== undefined && tokenPattern.test(token) ? token : undefined;
}

/** `__Host-` binds a cookie to this very host and demands Secure, so it needs https; plain localhost goes without. */
export function cookiePrefix(env: Pick<Env, "BASE_URL">): string {
  return isSecure(env) ? "__Host-frolic" : "frolic";
}

export function sessionCookieName(env: Pick<Env, "BASE_URL">): string {
  return `${cookiePrefix(env)}.session_token`;
}

export function isSecure(env: Pick<Env, "BASE_URL">): boolean {
  return env.BASE_URL.startsWith("https://");
}
