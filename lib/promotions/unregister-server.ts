import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { UnregistrationAnswer } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import type { NetworkDeps } from "#lib/promotions/network-settings.ts";
import { insertComplaint } from "#lib/promotions/store-complaints.ts";
import { endRegistration, findOwner } from "#lib/promotions/store-servers.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

/**
 * Takes a promo server out of the network; asking again changes nothing. The next allocation, within a second, gives
 * its placements to others and writes that down. Its row stays, with what it posted; registering the guild again
 * brings it back under the same UUID.
 */
export async function unregisterServer(
  deps: NetworkDeps,
  actor: Actor,
  { serverUuid }: { readonly serverUuid: string },
): Promise<UnregistrationAnswer> {
  requirePermission(actor, "promoServer", "serve");
  const ownerId = ownerOf(actor);
  await deps.sql.begin(async (tx) => {
    if ((await findOwner(tx, serverUuid)) !== ownerId) throw new AppError("promo_server_not_found");
    if (!(await endRegistration(tx, { id: serverUuid, ownerId }))) return;
    await wantAllocation(tx, "promo_server");
    await insertComplaint(tx, { serverId: serverUuid, kind: "OPT_OUT", detail: "unregistered" });
    await writeAudit(tx, {
      actor,
      action: "promo_server.unregistered",
      subjectKind: "promo_server",
      subjectId: serverUuid,
      requestId: deps.requestId ?? null,
    });
  });
  return { serverUuid, registered: false, message: "Server unregistered successfully" };
}
