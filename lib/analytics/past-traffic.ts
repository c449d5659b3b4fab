import type { PastGame, PastTraffic } from "#lib/analytics/contract.ts";
import { countTraffic, findPlayedGame, listPlayedGames } from "#lib/analytics/store-traffic.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Quarters of an hour of a day: fine enough for a curve, few enough to commit to. */
export const trafficParts = 96;

/** Games whose traffic a plan can follow. */
export async function listPastGames(db: Executor, actor: Actor): Promise<PastGame[]> {
  requirePermission(actor, "game", "read");
  return listPlayedGames(db);
}

/** When people came to a game. */
export async function pastTraffic(
  db: Executor,
  actor: Actor,
  { gameId }: { readonly gameId: string },
): Promise<PastTraffic> {
  requirePermission(actor, "game", "read");
  const game = await findPlayedGame(db, gameId);
  if (!game) throw new AppError("campaign_not_found");
  const { name, plays } = game;
  return { gameId, name, plays, traffic: await countTraffic(db, game, trafficParts) };
}
