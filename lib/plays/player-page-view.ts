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
  /** Played with test codes: the page and every ticket say so. */
  readonly isRehearsal: boolean;
  readonly slug: string;
  readonly title: string;
  readonly subtitle: string;
  readonly timeZone: string;
  readonly enamel: string;
  readonly bulb: string;
  readonly winText: string;
  readonly loseText: string;
  /** What everybody without a coupon gets in this game; empty: nothing. */
  readonly consolation: string;
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

/** The official rules of the revision in force, with every game's window, limits and prizes. */
export interface RulesPage {
  readonly title: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly enamel: string;
  readonly bulb: string;
  readonly brands: readonly string[];
  readonly revision: number;
  readonly publishedAt: string | null;
  readonly officialRules: string;
  readonly oddsLine: string;
  readonly minimumAge: number;
  readonly games: readonly RulesGame[];
}

export interface RulesGame {
  readonly id: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly playsPerPlayer: number;
  readonly playsPerDay: boolean;
  readonly winsPerPlayer: number;
  readonly whoMayPlay: "anonymous" | "identified";
  readonly prizes: readonly {
    readonly name: string;
    readonly headline: string | null;
    readonly brand: string;
    readonly quantity: number;
  }[];
}

/** What decides which game an address without one opens. */
export interface GameChoice {
  readonly state: "scheduled" | "live" | "paused" | "ended";
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Live before paused before to come before over: by the clock, not by the scheduler that has yet to notice. */
function rankOf(game: GameChoice, now: Date): number {
  if (game.state === "ended" || now >= game.endsAt) return 3;
  if (now < game.startsAt) return 2;
  return game.state === "paused" ? 1 : 0;
}

/** The live game that ends first; else the next to start; else the last to have ended. */
export function pickGame<G extends GameChoice>(games: readonly G[], now: Date): G | undefined {
  const key = (game: G, rank: number) => {
    if (rank === 2) return game.startsAt.getTime();
    return rank === 3 ? -game.endsAt.getTime() : game.endsAt.getTime();
  };
  return games
    .map((game) => ({ game, rank: rankOf(game, now) }))
    .sort((a, b) => a.rank - b.rank || key(a.game, a.rank) - key(b.game, b.rank))[0]?.game;
}
