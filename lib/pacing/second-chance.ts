// Who gets what was left over when a game is over. Losing plays take their turn by a number that the seed draws for
// each of them, and each turn that can end in a coupon does: caps per brand may force a coupon given before to change
// its brand, never its play. So as many coupons go out as any way of giving them could, which without caps per brand
// leaves exactly max(0, budget − Σ over players of min(plays, cap)).

import { GivenOut, type Held } from "#lib/pacing/given-out.ts";
import { winsField } from "#lib/pacing/run-batch.ts";

export interface LosingPlay {
  readonly playId: string;
  /** The player, by any name that is the same in all of their plays. */
  readonly player: string;
  /** Drawn by the seed; the lowest comes first. */
  readonly draw: number;
}

export interface Leftovers {
  /** Coupons left, a brand each. */
  readonly left: readonly number[];
  /** Most coupons of a player, and most of a brand; 0 means no limit. */
  readonly userCap: number;
  readonly brandCaps: readonly number[];
  /** Coupons the players have, by player and by winsField(); brands without a cap may be missing. */
  readonly wins: ReadonlyMap<string, number>;
  /** Asked when a play could get a coupon, once and in turn; a play that is refused goes without. */
  readonly refuses?: (play: LosingPlay) => boolean;
}

export interface SecondChance {
  readonly playId: string;
  readonly player: string;
  readonly brand: number;
  /** Its turn among all losing plays, from 1. */
  readonly rank: number;
}

export interface SecondChances {
  readonly awards: readonly SecondChance[];
  /** Plays that were refused, in turn. */
  readonly passedOver: readonly string[];
}

/** The order of turns: by number, and where two are the same by play. */
export function inTurn(plays: readonly LosingPlay[]): LosingPlay[] {
  return [...plays].sort((a, b) => a.draw - b.draw || (a.playId < b.playId ? -1 : 1));
}

/** Gives out the leftovers; `plays` stand in turn. */
export function awardLeftovers(leftovers: Leftovers, plays: Iterable<LosingPlay>): SecondChances {
  const giving = new Giving(leftovers);
  const passedOver: string[] = [];
  let rank = 0;
  for (const play of plays) {
    if (giving.isDone) break;
    rank += 1;
    const route = giving.route(play.player);
    if (!route) continue;
    if (leftovers.refuses?.(play)) passedOver.push(play.playId);
    else giving.give(play, rank, route);
  }
  return { awards: giving.awards(), passedOver };
}

interface Given extends Held {
  readonly playId: string;
  readonly rank: number;
}

/** Brands from the one a play takes to one that has a coupon left; between two of them a coupon moves. */
interface Route {
  readonly first: number;
  readonly moves: readonly { readonly award: Given; readonly to: number }[];
}

class Giving {
  readonly #left: number[];
  readonly #userCap: number;
  readonly #brandCaps: readonly number[];
  readonly #wins: Map<string, number>;
  readonly #given: Given[] = [];
  /** Only where a brand has a cap of its own: else no coupon ever needs to move. */
  readonly #movable: GivenOut<Given> | undefined;
  /** Brands from which no coupon can be reached any more, and never will be. */
  readonly #closed = new Set<number>();

  constructor({ left, userCap, brandCaps, wins }: Leftovers) {
    this.#left = [...left];
    this.#userCap = userCap;
    this.#brandCaps = brandCaps;
    this.#wins = new Map(wins);
    this.#movable = brandCaps.some((cap) => cap > 0)
      ? new GivenOut(left.length, (player, brand) => this.#mayHave(player, brand))
      : undefined;
  }

  get isDone(): boolean {
    return this.#left.every((count) => count <= 0);
  }

  awards(): SecondChance[] {
    return this.#given.map(({ playId, player, brand, rank }) => ({ playId, player, brand, rank }));
  }

  /** How a player could get one more coupon; the brand with most left is taken first. */
  route(player: string): Route | undefined {
    if (this.#userCap > 0 && (this.#wins.get(player) ?? 0) >= this.#userCap) return undefined;
    const open: number[] = [];
    let best = -1;
    for (let brand = 0; brand < this.#left.length; brand++) {
      if (this.#closed.has(brand) || !this.#mayHave(player, brand)) continue;
      open.push(brand);
      if (this.#leftOf(brand) > this.#leftOf(best)) best = brand;
    }
    if (best >= 0) return { first: best, moves: [] };
    return open.length > 0 ? this.#detour(open) : undefined;
  }

  give({ playId, player }: LosingPlay, rank: number, { first, moves }: Route): void {
    // From the far end, so that each coupon moves into a place that is free.
    for (const { award, to } of moves.toReversed()) {
      this.#count(award, -1);
      award.brand = to;
      this.#count(award, 1);
    }
    const award: Given = { playId, player, rank, brand: first, place: 0 };
    this.#given.push(award);
    this.#count(award, 1);
    this.#wins.set(player, (this.#wins.get(player) ?? 0) + 1);
  }

  #leftOf(brand: number): number {
    return this.#left[brand] ?? 0;
  }

  #mayHave(player: string, brand: number): boolean {
    const cap = this.#brandCaps[brand] ?? 0;
    return cap === 0 || (this.#wins.get(winsField(player, brand)) ?? 0) < cap;
  }

  #count(award: Given, by: 1 | -1): void {
    const { brand, player } = award;
    this.#left[brand] = this.#leftOf(brand) - by;
    const field = winsField(player, brand);
    this.#wins.set(field, (this.#wins.get(field) ?? 0) + by);
    if (by === 1) this.#movable?.add(award);
    else this.#movable?.remove(award);
  }

  /**
   * None of the brands has a coupon left, but somebody who has one may be able to take another brand instead. Where
   * that leads nowhere, the brands seen are closed: nothing outside can open them again, because no coupon in them
   * can move and none comes back. Without that a scarce game would be searched again for every losing play.
   */
  #detour(open: readonly number[]): Route | undefined {
    const cameFrom = new Map<number, { readonly from: number; readonly award: Given } | undefined>(
      open.map((brand) => [brand, undefined]),
    );
    for (const brand of cameFrom.keys()) {
      for (let to = 0; to < this.#left.length; to++) {
        if (cameFrom.has(to) || this.#closed.has(to)) continue;
        const award = this.#movable?.oldestFor(brand, to);
        if (!award) continue;
        cameFrom.set(to, { from: brand, award });
        if (this.#leftOf(to) > 0) return this.#walkBack(cameFrom, to);
      }
    }
    for (const brand of cameFrom.keys()) this.#closed.add(brand);
    return undefined;
  }

  #walkBack(
    cameFrom: ReadonlyMap<number, { readonly from: number; readonly award: Given } | undefined>,
    end: number,
  ): Route {
    const moves: { award: Given; to: number }[] = [];
    let brand = end;
    for (let step = cameFrom.get(brand); step; step = cameFrom.get(brand)) {
      moves.unshift({ award: step.award, to: brand });
      brand = step.from;
    }
    return { first: brand, moves };
  }
}
