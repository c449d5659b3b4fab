import type { KeyActor, UserActor } from "#lib/http/next/access.ts";
import { findSession } from "#lib/identity/find-session.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { verifyApiKey } from "#lib/identity/verify-api-key.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/** The person behind the session cookie of a request. */
export async function findUserActor(runtime: Runtime, request: Request): Promise<UserActor | null> {
  const name = sessionCookieName(runtime.env);
  const value = cookieValue(request.headers.get("cookie") ?? "", name);
  const user = await findSession(runtime.database.sql, runtime.env.FROLIC_SECRET, value);
  if (!user) return null;
  return { kind: "user", userId: user.userId, role: user.role, brandId: user.brandId };
}

/** The key of `Authorization: Bearer …`; throws when it is malformed, unknown, expired or revoked. */
export async function findKeyActor(runtime: Runtime, request: Request): Promise<KeyActor | null> {
  const [scheme, key] = (request.headers.get("authorization") ?? "").split(" ", 2);
  if (scheme?.toLowerCase() !== "bearer" || !key) return null;
  return verifyApiKey(runtime.database.sql, key);
}

function cookieValue(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined) return decodeValue(value);
  }
  return undefined;
}

function decodeValue(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
