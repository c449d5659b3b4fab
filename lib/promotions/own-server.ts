import type { Actor } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { findServerOwner } from "#lib/promotions/store-events.ts";

/** A key reaches the promo servers of its owner; any other is as unknown as one that does not exist. */
export async function requireOwnServer(
  sql: Executor,
  actor: Actor,
  serverId: string,
): Promise<void> {
  const owner = await findServerOwner(sql, serverId);
  const isForeign = actor.kind === "api_key" && owner !== actor.ownerId;
  if (owner === undefined || isForeign) throw new AppError("promo_server_not_found");
}
