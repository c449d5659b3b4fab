// The pacing of a game as the document holds it, without the schema: the editor needs it in the browser.

import type { CampaignDoc, GameDoc } from "#lib/campaigns/contract.ts";
import type { PacingDoc } from "#lib/campaigns/pacing-contract.ts";

/** Moments of a file travel with the document, which the editor stores again and again. */
export const momentListMax = 5_000;

export const defaultPacing: PacingDoc = {
  mode: "smooth",
  plan: { kind: "even", points: [], past: null },
  hours: [],
  closedOutside: true,
  opening: { share: 0, seconds: 60 },
  finaleMinutes: 0,
  limits: [],
  moments: {
    draw: "stratified",
    lifeSeconds: 0,
    per: "day",
    counts: [],
    fileName: "",
    list: [],
  },
  slotSeconds: 60,
  minP: 0,
  odds: 0.05,
  momentShare: 0.5,
  pMax: 1,
  consolation: "",
  closeWith: "second_chance",
  alertLeft: 0.1,
};

/** Documents from before games had a choice mean the default. */
export function pacingOf(game: Pick<GameDoc, "pacing">): PacingDoc {
  return game.pacing ?? defaultPacing;
}

/** The same document with the pacing of every game written out, so that each field of it has a path. */
export function withPacing(doc: CampaignDoc): CampaignDoc {
  if (doc.games.every((game) => game.pacing !== undefined)) return doc;
  return { ...doc, games: doc.games.map((game) => ({ ...game, pacing: pacingOf(game) })) };
}
