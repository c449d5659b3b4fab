import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArmInput, abResults } from "#lib/promotions/ab-results.ts";
import {
  alwaysValid,
  effectiveShare,
  newcombe,
  type Share,
  wilson,
} from "#lib/promotions/intervals.ts";

const of = (successes: number, trials: number): Share => ({ successes, trials });

describe("intervals", () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of Wilson for %i of %i are the published ones", (successes, trials, low, high) => {
    const interval = wilson(of(successes, trials));
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  // Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10.
  it.each([
    [of(56, 70), of(48, 80), 0.0524, 0.3339],
    [of(9, 10), of(3, 10), 0.1705, 0.809],
    [of(6, 7), of(2, 7), 0.0582, 0.8062],
    [of(5, 56), of(0, 29), -0.0381, 0.1926],
    [of(0, 10), of(0, 20), -0.1611, 0.2775],
    [of(0, 10), of(0, 10), -0.2775, 0.2775],
    [of(10, 10), of(0, 20), 0.6791, 1],
  ])("of Newcombe for %o and %o are the published ones", (a, b, low, high) => {
    const interval = newcombe(a, b);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("hold the share and stay between 0 and 1, whatever the counts", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (successes, failures) => {
        const trials = successes + failures;
        const { low, high } = wilson(of(successes, trials));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        if (trials === 0) return;
        expect(low).toBeLessThanOrEqual(successes / trials + 1e-12);
        expect(high).toBeGreaterThanOrEqual(successes / trials - 1e-12);
      }),
    );
  });

  it("know that posts of one promo server are not independent", () => {
    const even = Array.from({ length: 10 }, () => of(2, 10));
    expect(effectiveShare(even)).toEqual(of(20, 100));
    const split = [
      ...Array.from({ length: 2 }, () => of(10, 10)),
      ...even.slice(2).map(() => of(0, 10)),
    ];
    const { successes, trials } = effectiveShare(split);
    expect(successes / trials).toBeCloseTo(0.2);
    // All or nothing on each promo server: ten promo servers are worth nine posts or so and not a hundred.
    expect(trials).toBeCloseTo(9, 5);
    expect(effectiveShare([of(5, 10)])).toEqual(of(0, 0));
  });
});

/** mulberry32: the same course of events in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Share of tests between equal arms that name a leader at one of 60 looks. */
function falseLeaders(share: number, names: (a: Share, b: Share) => boolean): number {
  const random = seeded(7);
  const tests = 600;
  let wrong = 0;
  for (let test = 0; test < tests; test++) {
    let [a, b] = [0, 0];
    for (let posts = 20; posts <= 1200; posts += 20) {
      for (let i = 0; i < 20; i++) {
        if (random() < share) a += 1;
        if (random() < share) b += 1;
      }
      if (!names(of(a, posts), of(b, posts))) continue;
      wrong += 1;
      break;
    }
  }
  return wrong / tests;
}

describe("looking at a test every day", () => {
  it.each([0.03, 0.2, 0.5])(
    "finds a leader among equals (%d) in one of twenty at most",
    (share) => {
      const excludesZero = ({ low, high }: { low: number; high: number }) => low > 0 || high < 0;
      expect(falseLeaders(share, (a, b) => excludesZero(alwaysValid(a, b, 0.05)))).toBeLessThan(
        0.05,
      );
      // The control: the interval of the moment, looked at as often, is wrong far more often than it says.
      expect(falseLeaders(share, (a, b) => excludesZero(newcombe(a, b)))).toBeGreaterThan(0.15);
    },
  );
});

/** Ten promo servers that share posts and clicked posts evenly, up to rounding. */
function arm(key: string, clickedPosts: number, posts: number, servers = 10): ArmInput {
  const part = (total: number, index: number) =>
    Math.floor(((index + 1) * total) / servers) - Math.floor((index * total) / servers);
  return {
    key,
    servers: Array.from({ length: servers }, (_, index) => ({
      ...{ posts: part(posts, index), clickedPosts: part(clickedPosts, index) },
      ...{ clicks: part(clickedPosts, index), conversions: 0 },
    })),
  };
}

describe("the verdict", () => {
  it("names the leader with both shares when it is sure", () => {
    const results = abResults([arm("a", 110, 5000), arm("b", 310, 5000)]);
    expect(results.leader).toBe("b");
    expect(results.verdict).toBe(
      "B leads: 6.2 % of its posts were clicked against 2.2 %; we are 95 % sure.",
    );
    expect(results.differences[0]).toMatchObject({ from: "b", to: "a", isDecided: true });
    expect(results.differences[0]?.interval.low).toBeGreaterThan(0.03);
  });

  it("says how many posts are missing, and is right about it", () => {
    const results = abResults([arm("a", 11, 500), arm("b", 25, 500)]);
    const [, more] = /^Not enough data yet: about (\d+) more posts/.exec(results.verdict) ?? [];
    expect(results.leader).toBeNull();
    const each = 500 + Number(more) / 2;
    const later = abResults([arm("a", 0.022 * each, each), arm("b", 0.05 * each, each)]);
    expect(later.leader).toBe("b");
    const sooner = 500 + Number(more) / 4;
    const early = abResults([arm("a", 0.022 * sooner, sooner), arm("b", 0.05 * sooner, sooner)]);
    expect(early.leader).toBeNull();
  });

  it.each([
    ["one message", [arm("a", 1, 10)], /no test/],
    ["an arm without posts", [arm("a", 1, 10), arm("b", 0, 0)], /not every message/],
    [
      "an arm on one promo server",
      [arm("a", 50, 100, 1), arm("b", 1, 100)],
      /one promo server only/,
    ],
    ["equal arms", [arm("a", 20, 200), arm("b", 20, 200)], /too alike/],
    ["nothing at all", [arm("a", 0, 0), arm("b", 0, 0)], /not every message/],
  ])("waits with %s", (_name, arms, verdict) => {
    const results = abResults(arms);
    expect(results.leader).toBeNull();
    expect(results.verdict).toMatch(verdict);
  });

  it("asks four arms for more than two, because six pairs share the chance of an error", () => {
    const [a, b] = [arm("a", 75, 1000), arm("b", 120, 1000)];
    const pair = abResults([a, b]).differences[0]?.isDecided;
    const four = abResults([a, b, arm("c", 75, 1000), arm("d", 75, 1000)]).leader;
    expect([pair, four]).toEqual([true, null]);
  });
});
