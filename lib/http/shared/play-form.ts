// Pulling without JavaScript: the page's form posts here, the answer is a redirect to the result page.

import { randomUUID } from "node:crypto";
import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { mintPlayer } from "#lib/http/shared/mint-player.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { playerCookieHeader, requireOwnPage } from "#lib/http/shared/player-guard.ts";
import { toAppError } from "#lib/http/shared/problem.ts";
import { readFormCall } from "#lib/http/shared/read-call.ts";
import type { PlayerIdentity } from "#lib/identity/player-token.ts";
import { AppError } from "#lib/platform/errors.ts";
import { requireConfirmed } from "#lib/plays/may-play.ts";
import { findGameFacts, type GameFacts } from "#lib/plays/store-game.ts";

/** Only player pages of this site may be returned to. */
const ownPage = /^\/(?:p|embed)\/[a-z0-9-]+(?:\/[a-z0-9-]+)?$/;

/**
 * Fields: gameId, `back` (the page), optional playId; `age` and `consent` where the game asks for them. A page that is the same for everybody carries no play id,
 * so one is made here; a browser without a token gets one along.
 */
export async function takeFormPlay(services: PlayServices, call: ApiCall): Promise<ApiAnswer> {
  requireOwnPage(call, services.runtime.env.BASE_URL);
  const form = await readFormCall(call);
  const back = form.get("back") ?? "";
  if (!ownPage.test(back)) throw new AppError("bad_request");
  const gameId = form.get("gameId") ?? "";
  const playId = form.get("playId") || randomUUID();
  try {
    const game = await findGameFacts(services.runtime.database.sql, gameId);
    if (!game) throw new AppError("unknown_game");
    requireConfirmed(game, { age: form.has("age"), consent: form.has("consent") });
    const isGated = game.minimumAge > 0 || game.asksConsent;
    const { identity, cookie } = await playerOf(services, call, game);
    const receipt = await services.desk.submit(
      { identity, address: call.address },
      { playId, gameId, ...(isGated ? { meta: { gatePassed: true } } : {}) },
    );
    services.results.remember({ ...receipt, playId }, receipt.body.revealInMs);
    return redirect(`${back}?play=${encodeURIComponent(receipt.body.playId)}`, cookie);
  } catch (error) {
    return redirect(`${back}?problem=${encodeURIComponent(toAppError(error).code)}`, undefined);
  }
}

async function playerOf(services: PlayServices, call: ApiCall, game: GameFacts) {
  const caller = await services.guard.find(call);
  if (caller && isFor(caller.identity, game.campaignId)) {
    return { identity: caller.identity, cookie: undefined };
  }
  const minted = await mintPlayer(services, call, { gameId: game.gameId });
  const identity = services.tokens.own.read(minted.token);
  if (!identity) throw new AppError("player_token_invalid");
  return { identity, cookie: playerCookieHeader(minted, call) };
}

function isFor(identity: PlayerIdentity, campaignId: string): boolean {
  return identity.campaignIds === undefined || identity.campaignIds.includes(campaignId);
}

function redirect(location: string, cookie: string | undefined): ApiAnswer {
  const headers = { location, "cache-control": "no-store" };
  return {
    status: 303,
    headers: cookie === undefined ? headers : { ...headers, "set-cookie": cookie },
    body: "",
  };
}
