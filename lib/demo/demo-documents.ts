import type { CampaignDoc, GameDoc, PrizeDoc } from "#lib/campaigns/contract.ts";
import { inZone } from "#lib/campaigns/zoned-time.ts";
import { demoUuid } from "#lib/demo/demo-plays.ts";

export const demoTimeZone = "Europe/Berlin";
const hourMs = 3_600_000;

export interface DemoBrand {
  readonly brandId: string;
  readonly poolId: string;
}

// Nothing is asked before the first pull: who tries the demo shall see the reel at once.
const rules = {
  minimumAge: 0,
  consentText: "",
  officialRules:
    "Free to play, nothing to buy. Every pull has the same kind of chance, fixed by a commitment that is published before the start. A coupon is yours alone and can be used once, until the day on the ticket.",
  oddsLine: "",
  embedDomains: [],
};

function prize(
  { brandId, poolId }: DemoBrand,
  given: { id: string; name: string; quantity: number; valueMinor: number; howToRedeem: string },
): PrizeDoc {
  const { howToRedeem, ...rest } = given;
  return {
    ...rest,
    brandId,
    poolId,
    weight: 1,
    winsPerPlayer: 0,
    currency: "EUR",
    template: {
      headline: given.name,
      terms: "One coupon a purchase. Not for cash.",
      howToRedeem,
      redeemUrl: "",
      expiresAfterDays: 30,
    },
  };
}

const coffee = (brand: DemoBrand, id: string, quantity: number) =>
  prize(brand, {
    id,
    name: "A free flat white",
    quantity,
    valueMinor: 420,
    howToRedeem: "Show the code at the counter.",
  });
const ticket = (brand: DemoBrand, id: string, quantity: number) =>
  prize(brand, {
    id,
    name: "Two for one at the cinema",
    quantity,
    valueMinor: 1_150,
    howToRedeem: "Show the code at the box office.",
  });

function game(
  given: Pick<GameDoc, "id" | "name" | "slug" | "prizes">,
  from: number,
  to: number,
): GameDoc {
  return {
    ...given,
    startsAt: inZone(new Date(from).toISOString(), demoTimeZone),
    endsAt: inZone(new Date(to).toISOString(), demoTimeZone),
    revealSeconds: 10,
    playsPerPlayer: 20,
    playsPerDay: false,
    winsPerPlayer: 3,
    whoMayPlay: "anonymous",
    expectedPlays: 0,
  };
}

function campaign(name: string, slug: string, subtitle: string, games: GameDoc[]): CampaignDoc {
  const starts = games.map((each) => Date.parse(each.startsAt));
  const ends = games.map((each) => Date.parse(each.endsAt));
  return {
    name,
    slug,
    timeZone: demoTimeZone,
    startsAt: inZone(new Date(Math.min(...starts)).toISOString(), demoTimeZone),
    endsAt: inZone(new Date(Math.max(...ends)).toISOString(), demoTimeZone),
    hallMode: true,
    games,
    look: {
      enamel: "#B9290F",
      bulb: "#FFC02E",
      title: name,
      subtitle,
      winText: "There it is: your coupon.",
      loseText: "No coupon this time.",
    },
    rules,
  };
}

/**
 * Live from this minute for two days, with a second game a day ahead: 1,000 coupons in all. Nothing is named
 * after a weekday or an hour, because it may be started on any.
 */
export function liveDocument(
  nowMs: number,
  newId: () => string,
  [roastery, kino]: readonly [DemoBrand, DemoBrand],
): CampaignDoc {
  const start = Math.floor(nowMs / 60_000) * 60_000;
  const reel = {
    id: newId(),
    name: "Opening reel",
    slug: "reel",
    prizes: [coffee(roastery, newId(), 450), ticket(kino, newId(), 250)],
  };
  const encore = {
    id: newId(),
    name: "Encore",
    slug: "encore",
    prizes: [coffee(roastery, newId(), 150), ticket(kino, newId(), 150)],
  };
  return campaign("Coffee & Cinema", "coffee-and-cinema", "", [
    game(reel, start, start + 48 * hourMs),
    game(encore, start + 24 * hourMs, start + 52 * hourMs),
  ]);
}

export const historyPlays = 20_000;
export const historyHours = 48;

/** Over since yesterday: 800 coupons in 48 hours. Its ids are fixed, so its draws are the same everywhere. */
export function endedDocument(
  nowMs: number,
  [roastery, kino]: readonly [DemoBrand, DemoBrand],
): CampaignDoc {
  const end = Math.floor(nowMs / hourMs) * hourMs - 20 * hourMs;
  const reel = {
    id: demoUuid("ended game"),
    name: "Warm-up reel",
    slug: "reel",
    prizes: [
      coffee(roastery, demoUuid("ended prize 0"), 500),
      ticket(kino, demoUuid("ended prize 1"), 300),
    ],
  };
  const ended = game(reel, end - historyHours * hourMs, end);
  const paced = { ...ended, winsPerPlayer: 1, expectedPlays: historyPlays };
  return campaign("Warm-up", "warm-up", "The round before.", [paced]);
}
