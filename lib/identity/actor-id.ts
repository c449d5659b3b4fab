import type { Actor } from "#lib/identity/contract.ts";

/** Who acted, as rows keep it: the person or the key; null for the system. */
export function actorIdOf(actor: Actor): string | null {
  switch (actor.kind) {
    case "user":
      return actor.userId;
    case "api_key":
      return actor.keyId;
    case "player":
      return actor.playerId;
    case "system":
      return null;
  }
}
