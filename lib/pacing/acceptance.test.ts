import { describe, expect, test, vi } from "vitest";
import type { Simulation } from "#lib/pacing/simulator/simulate.ts";
import { type Setting, standardRun } from "#lib/pacing/simulator/standard-run.ts";
import type { Pattern } from "#lib/pacing/simulator/traffic.ts";
import { isFullRun } from "#lib/testing/full-run.ts";

// Simulations are bound by the processor, which other test files share.
vi.setConfig({ testTimeout: 60_000 });

const SEEDS = isFullRun ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] : [1, 2, 3];

function worst(
  patterns: readonly Pattern[],
  value: (simulation: Simulation) => number,
  setting?: Setting,
): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const pattern of patterns) {
    for (const seed of SEEDS) most = Math.max(most, value(standardRun(pattern, seed, setting)));
  }
  return most;
}

const STEADY = ["constant", "diurnal", "flash", "late", "attack", "midspike"] as const;

describe("1,000 coupons, 50,000 plays, one hour, no forecast", () => {
  test.each(STEADY)("%s follows the plan, sells out and stays hard to predict", (pattern) => {
    for (const seed of SEEDS) {
      const { measures, bucket } = standardRun(pattern, seed);
      expect(measures.ks).toBeLessThanOrEqual(0.03);
      expect(measures.ks - bucket.ks).toBeLessThanOrEqual(0.04);
      expect(measures.unsold).toBe(0);
      expect(measures.worstWindow).toBeLessThanOrEqual(3);
      expect(measures.surePct).toBeLessThanOrEqual(0.5);
      expect(measures.advL).toBeLessThanOrEqual(pattern === "attack" ? 2 : 1.6);
      if (pattern === "constant") expect(measures.fairness).toBeLessThanOrEqual(1.5);
    }
  });

  test("on and off: within 12 coupons of the best causal rule", () => {
    for (const seed of SEEDS) {
      const { measures, bucket } = standardRun("onoff", seed);
      expect(measures.ks).toBeLessThanOrEqual(0.08);
      expect(measures.unsold).toBeLessThanOrEqual(bucket.unsold + 12);
      expect(measures.worstWindow).toBeLessThanOrEqual(8);
      expect(measures.advL).toBeLessThanOrEqual(2);
      expect(measures.surePct).toBeLessThanOrEqual(0.5);
    }
  });

  test("a dead start is not dumped on the first to come", () => {
    for (const seed of SEEDS) {
      const { measures, bucket } = standardRun("deadstart", seed);
      expect(measures.worstWindow).toBeLessThanOrEqual(14);
      expect(measures.ks - bucket.ks).toBeLessThanOrEqual(0.04);
      expect(measures.unsold).toBe(0);
    }
  });

  test("fewer plays than coupons: nearly every play wins", () => {
    expect(worst(["sparse"], (s) => s.measures.unsold, { plays: 300 })).toBeLessThanOrEqual(704);
  });

  // A tenth with 1,000 plays sees some 20 wins, so one run's figure is mostly luck: the mean is judged.
  test.each(["diurnal", "flash", "late"] as const)(
    "%s: a plan shaped by one past game gives early and late players alike odds",
    (pattern) => {
      const runs = SEEDS.map(
        (seed) => standardRun(pattern, seed, { shaped: true }).measures.fairness,
      );
      expect(runs.reduce((sum, each) => sum + each, 0) / runs.length).toBeLessThanOrEqual(3);
    },
  );
});

test.each([
  [5000, 0.03],
  [100, 0.16],
])("%i coupons: no further than %f behind the best causal rule", (budget, allowed) => {
  const gap = worst(["constant", "flash", "onoff"], (s) => s.measures.ks - s.bucket.ks, { budget });
  expect(gap).toBeLessThanOrEqual(allowed);
});
