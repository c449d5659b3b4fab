import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "#lib/http/next/access.ts";
import type { Actor, Role } from "#lib/identity/contract.ts";
import { findSession, type SignedIn } from "#lib/identity/find-session.ts";
import { sessionCookieName } from "#lib/identity/session-token.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** The signed-in person with name and zone, for shells and greetings; read once a request. */
export const currentUser = cache(async (): Promise<SignedIn | null> => {
  const { env, database } = await webRuntime();
  const cookie = (await cookies()).get(sessionCookieName(env))?.value;
  return (await findSession(database.sql, env.FROLIC_SECRET, cookie)) ?? null;
});

/** Who asks, as use cases want to know it; null when nobody is signed in. */
export async function currentActor(): Promise<Actor | null> {
  const user = await currentUser();
  return user && toActor(user);
}

export function toActor(user: SignedIn): UserActor {
  return { kind: "user", userId: user.userId, role: user.role, brandId: user.brandId };
}

/**
 * For pages and layouts: the actor, or a redirect to the login. Somebody signed in with another role is sent
 * to their own front page, and where that is no help either, finds nothing here.
 */
export async function requireActor(...roles: readonly Role[]): Promise<UserActor> {
  const user = await currentUser();
  if (!user) redirect("/login");
  if (roles.length === 0 || roles.includes(user.role)) return toActor(user);
  if (user.role === "brand" && !roles.includes("brand")) redirect("/brand");
  notFound();
}
