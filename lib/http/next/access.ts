import type { Actor, ApiKeyScope, Role } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";

export type UserActor = Extract<Actor, { kind: "user" }>;
export type KeyActor = Extract<Actor, { kind: "api_key" }>;

/** Refuses everybody who is not signed in with one of the roles. An empty list means any signed-in person. */
export function requireRole(actor: Actor | null, roles: readonly Role[]): UserActor {
  if (actor?.kind !== "user") throw new AppError("unauthenticated");
  if (roles.length > 0 && !roles.includes(actor.role)) throw new AppError("forbidden");
  return actor;
}

/** Refuses everything but a key with the scope. */
export function requireScope(actor: Actor | null, scope: ApiKeyScope | undefined): KeyActor {
  if (actor?.kind !== "api_key") throw new AppError("unauthenticated");
  if (scope !== undefined && !actor.scopes.includes(scope)) throw new AppError("scope_missing");
  return actor;
}
