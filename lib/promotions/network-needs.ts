import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { NetworkNeeds } from "#lib/promotions/network-contract.ts";
import { selectShort, selectSilent } from "#lib/promotions/store-network-needs.ts";

const shortShown = 3;

/** What on the network somebody should look at. */
export async function networkNeeds(db: Executor, actor: Actor): Promise<NetworkNeeds> {
  requirePermission(actor, "promoServer", "read");
  const [silent, short] = await Promise.all([selectSilent(db), selectShort(db, shortShown)]);
  return { silent, short };
}
