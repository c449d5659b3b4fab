import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ApiCall } from "#lib/http/shared/api-call.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { noteReferral } from "#lib/http/shared/referral.ts";
import type { MintedToken } from "#lib/identity/player-token.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { networkOf } from "#lib/platform/network-address.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";
import type { playerRequestSchema } from "#lib/plays/contract.ts";
import { findGameFacts, findHallMode } from "#lib/plays/store-game.ts";

/** A person opens a few campaigns; a script that wants many identities is stopped. */
const mintLimit = { burst: 20, perS: 20 / 3600 };
const hallFactor = 20;
const mintBuckets = createTokenBuckets(50_000);

/**
 * A token for a campaign, named by itself or by one of its games. A browser that has a token keeps its player and
 * only gains the campaign; that is not counted against its address.
 */
export async function mintPlayer(
  services: PlayServices,
  call: ApiCall,
  request: z.infer<typeof playerRequestSchema>,
): Promise<MintedToken> {
  const { clock, database } = services.runtime;
  const { campaignId, isHall } = await campaignOf(database.sql, request);
  const caller = await services.guard.find(call);
  const previous = caller?.identity.kind === "anonymous" ? caller.identity : undefined;
  if (!previous) {
    const factor = isHall ? hallFactor : 1;
    const limit = { burst: mintLimit.burst * factor, perS: mintLimit.perS * factor };
    const key = `${factor}|${networkOf(call.address)}`;
    const waitMs = mintBuckets.take(key, limit, clock.monotonicMs());
    if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
  }
  const minted = services.tokens.own.mint(campaignId, randomUUID(), previous);
  await noteReferral(services, call, { playerId: minted.playerId, campaignId });
  return minted;
}

async function campaignOf(sql: Executor, request: z.infer<typeof playerRequestSchema>) {
  if ("gameId" in request) {
    const game = await findGameFacts(sql, request.gameId);
    if (!game) throw new AppError("unknown_game");
    return { campaignId: game.campaignId, isHall: game.hallMode };
  }
  const isHall = await findHallMode(sql, request.campaignId);
  if (isHall === undefined) throw new AppError("campaign_not_found");
  return { campaignId: request.campaignId.toLowerCase(), isHall };
}
