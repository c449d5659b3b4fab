import { expect, it } from "vitest";
import type { PlayerIdentity } from "#lib/identity/player-token.ts";
import { requireConfirmed, requireMayPlay } from "#lib/plays/may-play.ts";

const campaignId = "autumn";
const game = { campaignId, whoMayPlay: "identified", minimumAge: 18 } as const;
const partners = (claims: PlayerIdentity["claims"]): PlayerIdentity => ({
  ...{ playerId: "p", kind: "identified", campaignIds: undefined, claims },
  ...{ issuedAtS: 0, expiresAtS: 1 },
});
const notEligible = expect.objectContaining({ code: "not_eligible" });

it("takes a partner's word for a player's age", () => {
  expect(() => requireMayPlay(partners({ age: 18 }), game)).not.toThrow();
  expect(() => requireMayPlay(partners({}), game)).not.toThrow();
  expect(() => requireMayPlay(partners({ age: 17 }), game)).toThrow(notEligible);
  expect(() => requireMayPlay(partners({ age: 17 }), { ...game, minimumAge: 0 })).not.toThrow();
});

it("is for identified players, or for everybody, of this campaign", () => {
  const anyone: PlayerIdentity = { ...partners({}), kind: "anonymous", campaignIds: [campaignId] };
  expect(() => requireMayPlay(anyone, game)).toThrow(notEligible);
  expect(() => requireMayPlay(anyone, { ...game, whoMayPlay: "anonymous" })).not.toThrow();
  const elsewhere = { ...partners({}), campaignIds: ["spring"] };
  expect(() => requireMayPlay(elsewhere, game)).toThrow(
    expect.objectContaining({ code: "player_token_invalid" }),
  );
});

it("asks for the boxes that a game has, and for no others", () => {
  const notConfirmed = expect.objectContaining({ code: "not_confirmed" });
  const none = { age: false, consent: false };
  const both = { minimumAge: 18, asksConsent: true };
  expect(() => requireConfirmed({ minimumAge: 0, asksConsent: false }, none)).not.toThrow();
  expect(() => requireConfirmed(both, { ...none, age: true })).toThrow(notConfirmed);
  expect(() => requireConfirmed(both, { ...none, consent: true })).toThrow(notConfirmed);
  expect(() => requireConfirmed(both, { age: true, consent: true })).not.toThrow();
});
