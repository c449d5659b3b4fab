import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { promoServerWeight } from "#lib/promotions/allocation/weight.ts";
import type { StatusAnswer } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import type { NetworkDeps } from "#lib/promotions/network-settings.ts";
import { seeServer } from "#lib/promotions/see-server.ts";
import type { SeenServer } from "#lib/promotions/store-servers.ts";

function stateOf({ isRegistered, isBlocked, wasAway }: SeenServer): StatusAnswer["status"] {
  if (!isRegistered) return "UNREGISTERED";
  if (isBlocked) return "BLOCKED";
  return wasAway ? "OFFLINE" : "ACTIVE";
}

/**
 * How a promo server stood when the call came in. The call is a sign of life of its own, so one that was offline is
 * told so once and is active from then on.
 */
export async function getServerStatus(
  deps: NetworkDeps,
  actor: Actor,
  { serverUuid }: { readonly serverUuid: string },
): Promise<StatusAnswer> {
  requirePermission(actor, "promoServer", "serve");
  const seen = await seeServer(deps.sql, { ownerId: ownerOf(actor), serverUuid });
  return {
    serverUuid: seen.id,
    status: stateOf(seen),
    lastHeartbeatAt: seen.lastSeenS,
    batchSize: seen.isRegistered ? seen.batchSize : 0,
    allocationVersion: seen.batchVersion,
    weight: promoServerWeight(seen),
  };
}
