import type { KeyPurpose } from "#lib/platform/secrets.ts";

/**
 * What a change of the master secret makes of everything that depends on it. `carried`: it is the same afterwards.
 * `renewed`: it is made anew and goes on working. `ended`: it is void, and `follows` says what that means.
 */
interface Fate {
  readonly fate: "carried" | "renewed" | "ended";
  readonly what: string;
  readonly follows?: string;
}

/** A purpose that is not named here does not compile: whoever derives a key decides what becomes of it. */
export const purposeFates: Readonly<Record<KeyPurpose, Fate>> = {
  "coupon-kek": { fate: "carried", what: "the data keys of brands, sealed anew" },
  "coupon-hmac": { fate: "renewed", what: "the keyed hashes of codes" },
  "game-seed": { fate: "carried", what: "seeds of games, sealed anew; commitments stay" },
  "webhook-secret": { fate: "carried", what: "secrets of webhooks, sealed anew" },
  "promo-target": { fate: "carried", what: "addresses the promoter posts to, sealed anew" },
  "promo-secret": { fate: "carried", what: "secrets of the promoter's webhooks, sealed anew" },
  "partner-player-id": {
    fate: "carried",
    what: "ids of partners' players: the key itself is kept",
  },
  allocation: { fate: "carried", what: "draws of the allocation: the key itself is kept" },
  "kept-key": { fate: "carried", what: "the keys that an earlier change kept, sealed anew" },
  "chain-signature": {
    fate: "renewed",
    what: "signed heads of games",
    follows:
      "The public key is another one. Publish it; who noted the old one checks logs that were exported before.",
  },
  "audit-signature": { fate: "renewed", what: "signed heads of the audit chain" },
  "auth-session": { fate: "carried", what: "second factors of people, sealed anew" },
  "player-token": {
    fate: "ended",
    what: "cookies of players; partners' secrets are sealed anew and stay",
    follows:
      "They are read as long as FROLIC_PREVIOUS_SECRET holds the old secret, and replaced when they are used. Without it every player is a new one and reaches no coupon won before.",
  },
  "session-token-hash": {
    fate: "ended",
    what: "sessions of people",
    follows: "Everybody signs in again.",
  },
  "setup-token": {
    fate: "ended",
    what: "open invitations",
    follows: "Invite those people again.",
  },
  "network-hash": {
    fate: "ended",
    what: "counts a network in games with such a cap",
    follows: "In a game that runs they begin at nought: change the secret between games.",
  },
  postback: {
    fate: "ended",
    what: "postback keys of promotions",
    follows: "Hand the new ones to the advertisers: each promotion's report shows its own.",
  },
  "click-reference": {
    fate: "ended",
    what: "references of clicks",
    follows: "Conversions of earlier clicks are not counted any more.",
  },
  "ad-webhook": {
    fate: "ended",
    what: "signing secrets of addresses that ads name",
    follows:
      "For a week messages carry a signature of the old one too. Submitters read the new one at GET /api/ads/:id/webhook.",
  },
  "click-visitor": {
    fate: "ended",
    what: "the day's marks of visitors",
    follows: "A visitor of that day may count twice.",
  },
  "live-ticket": { fate: "ended", what: "tickets of open admin pages, good for a minute anyway" },
};

/** What an operator has to know, a line each. */
export function whatEnded(): readonly string[] {
  return Object.values(purposeFates).flatMap(({ fate, what, follows }) =>
    follows === undefined ? [] : [`${fate === "ended" ? "Ended" : "Renewed"}: ${what}. ${follows}`],
  );
}
