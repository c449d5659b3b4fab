// Sentences of the fairness page; only the server writes them.

import type { OddsFacts } from "#lib/plays/proof/odds-facts.ts";

const count = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 0 });

function chanceWords(chance: number): string {
  if (chance >= 1) return "every play";
  return `one play in ${(1 / chance).toLocaleString("en", { maximumFractionDigits: 1 })}`;
}

const modeWords: Readonly<Record<OddsFacts["mode"], (facts: OddsFacts) => string>> = {
  smooth: () =>
    "The chance of a play is worked out at its moment from the coupons left, the time left and how fast people are playing, so that the coupons last until the end. It grows when few people play and falls when many do.",
  moments: () =>
    "Winning moments were drawn from the secret seed before the game. The first play after a moment wins; every other play does not. Nobody knows the moments until the seed is published.",
  slot: ({ slotS }) =>
    `The time is cut into slots of ${count(slotS)} seconds, each with its share of the coupons. The chance of a play is worked out from what its slot has left.`,
  odds: ({ fixedChance }) =>
    `Every play has the same chance while coupons last: ${chanceWords(fixedChance ?? 0)} wins on average.`,
  hybrid: ({ fixedChance }) =>
    `Winning moments were drawn from the secret seed before the game, and the first play after one wins. Every other play has a fixed chance while coupons last: ${chanceWords(fixedChance ?? 0)} wins on average.`,
};

/** The odds of a game in plain words. */
export function oddsWords(facts: OddsFacts): readonly string[] {
  const { coupons, expectedPlays, onePlayIn, winsPerPlayer, isOpenAlways, fixedChance } = facts;
  const words = [`There are ${count(coupons)} coupons. ${modeWords[facts.mode](facts)}`];
  if (fixedChance === null && expectedPlays !== null && onePlayIn !== null) {
    const expected = `The organiser expects ${expectedPlays === 1 ? "one play" : `${count(expectedPlays)} plays`}`;
    words.push(
      onePlayIn <= 1
        ? `${expected}: then there is a coupon for every play.`
        : `${expected}: then about one play in ${count(onePlayIn)} wins. With twice as many plays it is half as likely.`,
    );
  } else if (fixedChance === null) {
    words.push(
      "The organiser gave no figure for the plays they expect, so no average is promised.",
    );
  }
  if (winsPerPlayer > 0) {
    words.push(
      `A player wins at most ${winsPerPlayer === 1 ? "once" : `${count(winsPerPlayer)} times`}.`,
    );
  }
  if (!isOpenAlways) words.push("Outside the opening hours nothing can be won.");
  words.push("The chance a play really had is kept with its result and can be checked afterwards.");
  return words;
}

export const fairnessTexts = {
  title: "Fairness",
  intro:
    "Before a game opens we publish a fingerprint of its secret seed, its settings and its plan. After the game the seed is published, and everybody can compute every draw again.",
  noGames: "This campaign has no game yet.",
  promise: "The promise",
  commitment: "Commitment",
  published: "Published",
  start: "Opens",
  end: "Closes",
  notYet: "Not yet",
  beforeStart: (time: string) => `${time} before the start`,
  afterStart: "after the start",
  odds: "Odds",
  happened: "What happened",
  nothingHappened: "No pause and no change of the plan.",
  events: {
    pause: "The game was paused.",
    resume: "The game went on; the rest of the plan was laid over the time left.",
    revision: "The plan was changed.",
    budget: "The coupons to give out were counted anew.",
    second_chance: "Coupons that were left were drawn among players who had lost.",
    reveal: "The seed was published.",
  } as Readonly<Record<string, string>>,
  totals: "Coupons",
  prize: "Prize",
  quantity: "Promised",
  given: "Given out",
  givenWords: (given: number | null, later: number | null) => {
    if (given === null) return "after the game";
    return later ? `${count(given)} and ${count(later)} by second chance` : count(given);
  },
  laterWords:
    "Results are counted here when the seed is published: not before every player has seen theirs.",
  results: "Results",
  plays: (plays: number, wins: number, voids: number) =>
    `${count(plays)} plays were decided, ${count(wins)} of them won${voids > 0 ? `, ${count(voids)} could not be decided and are void` : ""}.`,
  seed: "Seed",
  head: "Chain head",
  entry: (seq: number) => `entry ${count(seq)}`,
  log: "Download the log (JSON)",
  logWords:
    "Every play with its draw, its chance and its result, without any player. With the source of Frolic it can be checked without a connection:",
  ownPlay: "To check one play, open the link on its ticket or /verify/ and its id.",
  sealed: "The seed is sealed until the game is over and every result is known to its player.",
  keyTitle: "The key",
  keyWords:
    "The head of every chain is signed with Ed25519 while the game runs and at its end. Note this public key (DER, in hex) with the commitment: with both, nobody can show you another game afterwards.",
  back: "Back to the game",
  rules: "Rules & odds",
  count,
} as const;
