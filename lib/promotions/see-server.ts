import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { markSeen, type SeenServer } from "#lib/promotions/store-servers.ts";

interface Asked {
  readonly ownerId: string;
  readonly serverUuid: string;
}

/**
 * The promo server that calls, with the call noted as a sign of life. Refuses one of another owner in the very words
 * in which it refuses one that was never there. One that was unregistered is answered: the caller decides.
 */
export async function seeServer(db: Executor, { ownerId, serverUuid }: Asked): Promise<SeenServer> {
  const seen = await markSeen(db, { id: serverUuid, ownerId });
  if (!seen) throw new AppError("promo_server_not_found");
  return seen;
}

/** The same for calls that an unregistered promo server may not make. */
export async function seeRegistered(db: Executor, asked: Asked): Promise<SeenServer> {
  const seen = await seeServer(db, asked);
  if (!seen.isRegistered) throw new AppError("promo_server_unregistered");
  return seen;
}
