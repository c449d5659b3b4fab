import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { HeartbeatAnswer } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import type { NetworkDeps } from "#lib/promotions/network-settings.ts";
import { seeRegistered } from "#lib/promotions/see-server.ts";

/** A sign of life and nothing else: any other call of a promo server does as well. */
export async function heartbeat(
  deps: NetworkDeps,
  actor: Actor,
  { serverUuid }: { readonly serverUuid: string },
): Promise<HeartbeatAnswer> {
  requirePermission(actor, "promoServer", "serve");
  const seen = await seeRegistered(deps.sql, { ownerId: ownerOf(actor), serverUuid });
  return {
    serverUuid: seen.id,
    status: seen.isBlocked ? "BLOCKED" : "ACTIVE",
    lastHeartbeatAt: seen.seenS,
  };
}
