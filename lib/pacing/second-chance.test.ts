import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { winsField } from "#lib/pacing/run-batch.ts";
import {
  awardLeftovers,
  inTurn,
  type Leftovers,
  type LosingPlay,
} from "#lib/pacing/second-chance.ts";

interface Case {
  readonly players: readonly { readonly plays: number; readonly wins: readonly number[] }[];
  readonly left: readonly number[];
  readonly userCap: number;
  readonly brandCaps: readonly number[];
  readonly draws: readonly number[];
}

/** Games of few players and brands, in which caps bite; wins of before keep to the caps. */
const games = (capped: boolean): fc.Arbitrary<Case> =>
  fc.integer({ min: 1, max: 4 }).chain((brands) =>
    fc.record({
      players: fc.array(
        fc.record({
          plays: fc.integer({ min: 1, max: 5 }),
          wins: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: brands, maxLength: brands }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      left: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: brands, maxLength: brands }),
      userCap: fc.integer({ min: 0, max: 4 }),
      brandCaps: fc.array(fc.integer({ min: 0, max: capped ? 2 : 0 }), {
        minLength: brands,
        maxLength: brands,
      }),
      draws: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
    }),
  );

function arrange({ players, left, userCap, brandCaps, draws }: Case) {
  const wins = new Map<string, number>();
  const plays: LosingPlay[] = [];
  const caps = players.map((player, p) => {
    let total = 0;
    player.wins.forEach((count, brand) => {
      if (total + count > Math.min(player.plays, userCap || player.plays)) return;
      total += count;
      wins.set(winsField(`p${p}`, brand), count);
    });
    wins.set(`p${p}`, total);
    for (let n = total; n < player.plays; n++) {
      const draw = draws[plays.length] ?? 0;
      plays.push({ playId: `${plays.length}`.padStart(3, "0"), player: `p${p}`, draw });
    }
    return { plays: player.plays, total };
  });
  const leftovers: Leftovers = { left, userCap, brandCaps, wins };
  return { leftovers, plays, players: caps };
}

/** The most coupons that can be given at all, by plain augmenting paths over units. */
function mostGiven({ left, userCap, brandCaps, wins }: Leftovers, plays: readonly LosingPlay[]) {
  const edges = new Map<string, Map<string, number>>();
  const add = (from: string, to: string, room: number) => {
    const of = edges.get(from) ?? edges.set(from, new Map()).get(from);
    of?.set(to, room);
    const back = edges.get(to) ?? edges.set(to, new Map()).get(to);
    if (!back?.has(from)) back?.set(from, 0);
  };
  for (const player of new Set(plays.map((play) => play.player))) {
    const own = plays.filter((play) => play.player === player).length;
    add("source", player, userCap ? Math.min(own, userCap - (wins.get(player) ?? 0)) : own);
    left.forEach((_, brand) => {
      const cap = brandCaps[brand] ?? 0;
      add(player, `b${brand}`, cap ? cap - (wins.get(winsField(player, brand)) ?? 0) : 99);
    });
  }
  left.forEach((count, brand) => void add(`b${brand}`, "sink", count));
  const push = (at: string, seen: Set<string>): boolean => {
    if (at === "sink") return true;
    seen.add(at);
    for (const [to, room] of edges.get(at) ?? []) {
      if (room <= 0 || seen.has(to) || !push(to, seen)) continue;
      edges.get(at)?.set(to, room - 1);
      edges.get(to)?.set(at, (edges.get(to)?.get(at) ?? 0) + 1);
      return true;
    }
    return false;
  };
  let flow = 0;
  while (push("source", new Set())) flow++;
  return flow;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe("leftovers of a game that is over", () => {
  it("leave exactly what the players' caps leave, whatever was won before", () => {
    fc.assert(
      fc.property(games(false), (given) => {
        const { leftovers, plays, players } = arrange(given);
        const { awards } = awardLeftovers(leftovers, inTurn(plays));
        const budget = sum(given.left) + sum(players.map(({ total }) => total));
        const unsold = sum(given.left) - awards.length;
        const can = sum(players.map((p) => Math.min(p.plays, given.userCap || p.plays)));
        expect(unsold).toBe(Math.max(0, budget - can));
      }),
      { numRuns: 1_000 },
    );
  });

  it("go out as far as caps per brand allow at all, and never beyond a cap or a brand", () => {
    fc.assert(
      fc.property(games(true), (given) => {
        const { leftovers, plays } = arrange(given);
        const { awards } = awardLeftovers(leftovers, inTurn(plays));
        expect(awards.length).toBe(mostGiven(leftovers, plays));
        const wins = new Map(leftovers.wins);
        const left = [...given.left];
        for (const { player, brand } of awards) {
          left[brand] = (left[brand] ?? 0) - 1;
          for (const field of [player, winsField(player, brand)]) {
            wins.set(field, (wins.get(field) ?? 0) + 1);
          }
          const cap = given.brandCaps[brand] ?? 0;
          if (cap > 0) expect(wins.get(winsField(player, brand))).toBeLessThanOrEqual(cap);
          if (given.userCap > 0) expect(wins.get(player)).toBeLessThanOrEqual(given.userCap);
        }
        expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
        expect(new Set(awards.map((award) => award.playId)).size).toBe(awards.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it("go to the lowest numbers: no play that got one comes after an eligible one that did not", () => {
    fc.assert(
      fc.property(games(true), (given) => {
        const { leftovers, plays } = arrange(given);
        const turn = inTurn(plays);
        const { awards } = awardLeftovers(leftovers, turn);
        // A play that went without could not have got one beside all those before it.
        const given2 = new Set(awards.map((award) => award.playId));
        const before: LosingPlay[] = [];
        for (const play of turn) {
          const most = mostGiven(leftovers, [...before, play]);
          expect(given2.has(play.playId)).toBe(most > before.length);
          if (given2.has(play.playId)) before.push(play);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("pass over a play that is refused, and go to the next", () => {
    const plays = ["a", "b", "c"].map((playId, i) => ({ playId, player: playId, draw: i / 10 }));
    const leftovers = { left: [1], userCap: 1, brandCaps: [0], wins: new Map() };
    const refuses = ({ playId }: LosingPlay) => playId === "a";
    const { awards, passedOver } = awardLeftovers({ ...leftovers, refuses }, inTurn(plays));
    expect(passedOver).toEqual(["a"]);
    expect(awards).toEqual([{ playId: "b", player: "b", brand: 0, rank: 2 }]);
  });

  it("are given out in seconds where each of thousands needs a coupon to move from behind thousands that cannot", () => {
    const n = 20_000;
    const named = (kind: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${kind}${i}`);
    // Holders of the first line who have the second already, holders who could change, and those who want the first.
    const [stuck, movable, late] = [named("s", n), named("m", n), named("l", n)];
    const wins = new Map(
      [...stuck, ...late].flatMap((player) => [
        [player, 1] as const,
        [winsField(player, 1), 1] as const,
      ]),
    );
    const plays = [...stuck, ...movable, ...late].map((player, i) => ({
      playId: player,
      player,
      draw: i / (3 * n),
    }));
    const leftovers = { left: [2.5 * n, n / 2], userCap: 0, brandCaps: [1, 1], wins };
    const { awards } = awardLeftovers(leftovers, plays);
    expect(awards).toHaveLength(3 * n);
    expect(awards.filter(({ brand }) => brand === 1)).toHaveLength(n / 2);
  });

  it("are given out in seconds where a million plays cannot have the last one", () => {
    const plays = Array.from({ length: 200_000 }, (_, i) => ({
      playId: `${i}`,
      player: `${i % 500}`,
      draw: i / 200_000,
    }));
    // Everybody may have one of each: 500 of the first line find a player, and then each play is a search in vain.
    const leftovers = { left: [600, 400], userCap: 0, brandCaps: [1, 1], wins: new Map() };
    const { awards } = awardLeftovers(leftovers, plays);
    expect(awards).toHaveLength(900);
  });
});
