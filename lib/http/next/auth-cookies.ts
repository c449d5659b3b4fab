import "server-only";
import { parseSetCookieHeader } from "better-auth/cookies";
import { cookies, headers } from "next/headers";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import type { Env } from "#lib/platform/env.ts";

/** Hands the cookies of the sign-in library to the browser; the last value of a name counts. */
export async function sendCookies(setCookies: readonly string[]): Promise<void> {
  const jar = await cookies();
  for (const line of setCookies) {
    for (const [name, cookie] of parseSetCookieHeader(line)) {
      const sameSite = cookie.samesite;
      jar.set(name, cookie.value, {
        path: "/",
        httpOnly: cookie.httponly ?? true,
        secure: cookie.secure ?? false,
        sameSite: sameSite === "strict" || sameSite === "none" ? sameSite : "lax",
        ...(cookie["max-age"] === undefined ? {} : { maxAge: Number(cookie["max-age"]) }),
      });
    }
  }
}

/** A `__Host-` cookie is only replaced by one with the same attributes, so a bare delete would leave it. */
export async function clearSessionCookie(env: Pick<Env, "BASE_URL">): Promise<void> {
  const secure = env.BASE_URL.startsWith("https://");
  const options = { path: "/", httpOnly: true, secure, sameSite: "lax", maxAge: 0 } as const;
  (await cookies()).set(sessionCookieName(env), "", options);
}

export async function requestCookies(): Promise<ReadonlyMap<string, string>> {
  return new Map((await cookies()).getAll().map(({ name, value }) => [name, value]));
}

/** web stands behind the front door, which sets this header anew: the last entry is the client it saw. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
