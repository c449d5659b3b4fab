import type { GameView } from "#lib/plays/contract.ts";

/** One line of what can be won, as the ticket will say it. */
export interface PagePrize {
  readonly headline: string;
  readonly brand: string;
  readonly monogram: string;
}

export interface PageGame {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly revealSeconds: number;
  readonly playsPerPlayer: number;
  readonly playsPerDay: boolean;
  readonly whoMayPlay: "anonymous" | "identified";
  readonly prizes: readonly PagePrize[];
  readonly view: GameView;
}

/** Everything the player page shows and nothing about any one player, so that one copy serves all. */
export interface PlayerPage {
  readonly campaignId: string;
  readonly slug: string;
  readonly title: string;
  readonly subtitle: string;
  readonly timeZone: string;
  readonly enamel: string;
  readonly bulb: string;
  readonly winText: string;
  readonly loseText: string;
  readonly minimumAge: number;
  readonly consentText: string;
  readonly oddsLine: string;
  readonly game: PageGame;
  readonly otherGames: readonly {
    readonly slug: string;
    readonly name: string;
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

export interface GameFacts {
  readonly state: "draft" | "scheduled" | "live" | "paused" | "ended";
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly left: number;
}

/** The state a player sees follows the clock, not the scheduler that has yet to notice. */
export function publicGameState(facts: GameFacts, now: Date): GameView["state"] {
  if (facts.state === "ended" || now >= facts.endsAt) return "ended";
  if (now < facts.startsAt) return "scheduled";
  if (facts.state === "paused") return "paused";
  return facts.left <= 0 ? "sold_out" : "live";
}

const preference: readonly GameView["state"][] = [
  "live",
  "paused",
  "sold_out",
  "scheduled",
  "ended",
];

/** The game an address without a game opens: live and ending first; else next to start; else last to end. */
export function pickGame<G extends { readonly view: GameView }>(
  games: readonly G[],
): G | undefined {
  const key = (view: GameView) =>
    view.state === "scheduled"
      ? Date.parse(view.startsAt)
      : Date.parse(view.endsAt) * (view.state === "ended" ? -1 : 1);
  return [...games].sort(
    (a, b) =>
      preference.indexOf(a.view.state) - preference.indexOf(b.view.state) ||
      key(a.view) - key(b.view),
  )[0];
}
