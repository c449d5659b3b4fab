// Who may play a game, from what a player's token says and what the game asks.

import { type PlayerIdentity, requireAudience } from "#lib/identity/player-token.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { GameFacts } from "#lib/plays/store-game.ts";

type Asked = Pick<GameFacts, "campaignId" | "whoMayPlay" | "minimumAge">;

/** Throws `not_eligible` for whom the game is not open, `player_token_invalid` for a token of other campaigns. */
export function requireMayPlay(identity: PlayerIdentity, game: Asked): void {
  requireAudience(identity, game.campaignId);
  if (game.whoMayPlay === "identified" && identity.kind === "anonymous") {
    throw new AppError("not_eligible");
  }
  // Where a partner says how old its player is, that counts for more than a ticked box.
  const { age } = identity.claims;
  if (typeof age === "number" && age < game.minimumAge) throw new AppError("not_eligible");
}

/** What a player has to tick before the first pull, as a form without script sends it. */
export function requireConfirmed(
  { minimumAge, asksConsent }: Pick<GameFacts, "minimumAge" | "asksConsent">,
  ticked: { readonly age: boolean; readonly consent: boolean },
): void {
  if ((minimumAge > 0 && !ticked.age) || (asksConsent && !ticked.consent)) {
    throw new AppError("not_confirmed");
  }
}
