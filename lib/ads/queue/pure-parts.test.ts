import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attemptsMax, backoffMs } from "#lib/ads/queue/backoff.ts";
import { nextConcurrency } from "#lib/ads/queue/concurrency.ts";
import { homesOf, richestOther } from "#lib/ads/queue/homes.ts";

describe("the pause after a failure", () => {
  it("grows, stays within a minute and is spread", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, random) => {
          const ms = backoffMs(n, random);
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(60_000);
          expect(backoffMs(n, 0)).toBeLessThanOrEqual(ms);
        },
      ),
    );
    expect(backoffMs(1, 0.5)).toBe(750);
    expect(backoffMs(attemptsMax, 0)).toBe(8_000);
  });
});

describe("how many at once", () => {
  const bounds = { least: 1, most: 16 };
  const load = { current: 4, waiting: 100, p95Ms: 10 };

  it("grows with the queue, shrinks without one and when analyses take too long", () => {
    expect(nextConcurrency(load, bounds)).toBe(8);
    expect(nextConcurrency({ ...load, waiting: 0 }, bounds)).toBe(3);
    expect(nextConcurrency({ ...load, waiting: 3 }, bounds)).toBe(4);
    expect(nextConcurrency({ ...load, p95Ms: 1_100 }, bounds)).toBe(3);
  });

  it("never leaves its bounds", () => {
    const loads = fc.record({
      current: fc.integer({ min: 0, max: 64 }),
      waiting: fc.nat(),
      p95Ms: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(loads, (each) => {
        const next = nextConcurrency(each, bounds);
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(16);
      }),
    );
  });
});

describe("who takes from where", () => {
  it("leaves no partition and no worker alone", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 12 }), (ids) => {
        const homes = ids.map((id) => homesOf(id, ids, 4));
        expect(new Set(homes.flat())).toEqual(new Set([0, 1, 2, 3]));
        for (const own of homes) expect(own.length).toBeGreaterThan(0);
      }),
    );
  });

  it("steals from the longest queue of others", () => {
    expect(richestOther([0, 5, 9, 2], [2])).toBe(1);
    expect(richestOther([3, 0, 0, 0], [0])).toBeUndefined();
  });
});
