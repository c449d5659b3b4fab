import type { Actor } from "#lib/identity/contract.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * Whose promo servers an actor reaches: a key those of its owner, a person his own. Look-ups take it as a filter, so
 * that another owner's promo server is not found, in the same words as one that is not there.
 */
export function ownerOf(actor: Actor): string {
  if (actor.kind === "api_key") return actor.ownerId;
  if (actor.kind === "user") return actor.userId;
  throw new AppError("forbidden");
}
