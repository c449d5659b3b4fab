import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  breakerFailures,
  nextDelayMs,
  restAfterMs,
  retryWindowMs,
} from "#lib/webhooks/retry-schedule.ts";

const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Ages of all attempts of a delivery that never succeeds, each taking five seconds. */
function agesOf(randoms: readonly number[]): number[] {
  const ages = [0];
  let age = 0;
  for (const random of randoms) {
    const delay = nextDelayMs({ attempts: ages.length, ageMs: age + 5_000, random });
    if (delay === undefined) return ages;
    age += 5_000 + delay;
    ages.push(age);
  }
  throw new Error("it is tried without end");
}

describe("the schedule of retries", () => {
  it("is 5 s, 20 s, 80 s … up to 12 hours when chance is even", () => {
    const delays = Array.from({ length: 10 }, (_, index) =>
      nextDelayMs({ attempts: index + 1, ageMs: 0, random: 0.5 }),
    );
    const seconds = delays.map((delay) => (delay ?? 0) / 1000);
    expect(seconds).toEqual([5, 20, 80, 320, 1280, 5120, 20480, 43200, 43200, 43200]);
  });

  it("ends after three days and not before, whatever chance does", () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 40, maxLength: 40 }), (randoms) => {
        const ages = agesOf(randoms);
        const last = ages.at(-1) ?? 0;
        expect(last).toBeGreaterThanOrEqual(retryWindowMs - 5_000);
        expect(last).toBeLessThanOrEqual(retryWindowMs);
        expect(ages.length).toBeGreaterThan(10);
        expect(ages.length).toBeLessThan(20);
      }),
    );
  });

  it("grows but for its jitter and the end of the third day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), chance, chance, (attempts, one, other) => {
        const delay = nextDelayMs({ attempts, ageMs: 0, random: one }) ?? 0;
        const next = nextDelayMs({ attempts: attempts + 1, ageMs: 0, random: other }) ?? 0;
        expect(next).toBeGreaterThanOrEqual(Math.floor(delay * (0.9 / 1.1)));
      }),
    );
  });

  it("waits as long as the receiver asks, up to an hour", () => {
    const at = (retryAfterMs: number) =>
      nextDelayMs({ attempts: 1, ageMs: 0, random: 0.5, retryAfterMs });
    expect([at(0), at(60_000), at(86_400_000), at(-5)]).toEqual([5_000, 60_000, 3_600_000, 5_000]);
  });

  it("spreads what failed together", () => {
    const delays = Array.from({ length: 100 }, (_, index) =>
      nextDelayMs({ attempts: 5, ageMs: 0, random: index / 100 }),
    );
    expect(new Set(delays).size).toBe(100);
  });
});

describe("the breaker", () => {
  it("is closed for a few failures, then rests longer and longer, up to a quarter of an hour", () => {
    const rests = Array.from({ length: 14 }, (_, index) => restAfterMs(index) / 1000);
    expect(rests.slice(0, breakerFailures)).toEqual([0, 0, 0, 0, 0]);
    expect(rests.slice(breakerFailures)).toEqual([30, 60, 120, 240, 480, 900, 900, 900, 900]);
  });
});
