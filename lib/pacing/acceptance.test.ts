import { describe, expect, test } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { type Simulation, simulate } from "#lib/pacing/simulator/simulate.ts";
import { arrivals, type Pattern } from "#lib/pacing/simulator/traffic.ts";
import { isFullRun } from "#lib/testing/full-run.ts";

const DURATION = 3600;
const SEEDS = isFullRun ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] : [1, 2, 3];

type Setting = { budget?: number; plays?: number; userCap?: number; shaped?: boolean };

/** Plays of an earlier game with the same shape, 96 buckets, each off by up to 30 %. */
function pastTraffic(pattern: Pattern, random: () => number): number[] {
  const buckets = new Array<number>(96).fill(0);
  for (const t of arrivals(pattern, 50_000, 1, random)) {
    const at = Math.floor(t * 96);
    buckets[at] = (buckets[at] ?? 0) + 1;
  }
  const noisy = buckets.map((count) => count * (1 + 0.3 * (2 * random() - 1)));
  return Array.from({ length: 960 }, (_, j) => (noisy[Math.floor(j / 10)] ?? 0) / 10);
}

function play(pattern: Pattern, seed: number, setting: Setting = {}): Simulation {
  const { budget = 1000, plays = 50_000 } = setting;
  const random = seeded(seed * 7919 + 13);
  const times = arrivals(pattern, plays, DURATION, random);
  const shape = setting.shaped ? { J: 960, traffic: pastTraffic(pattern, random), phi: 1 } : {};
  const plan: Plan = buildPlan({ ...shape, finish: random() });
  const target = buildPlan({ ...shape, guard: 0 });
  const config = pacerConfig({ duration: DURATION, brands: [{ budget }], userCap: 0 });
  return simulate({ config, plan, target, times, random });
}

function worst(
  patterns: readonly Pattern[],
  value: (simulation: Simulation) => number,
  setting?: Setting,
): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const pattern of patterns) {
    for (const seed of SEEDS) most = Math.max(most, value(play(pattern, seed, setting)));
  }
  return most;
}

const STEADY = ["constant", "diurnal", "flash", "late", "attack", "midspike"] as const;

describe("1,000 coupons, 50,000 plays, one hour, no forecast", () => {
  test.each(STEADY)("%s follows the plan, sells out and stays hard to predict", (pattern) => {
    for (const seed of SEEDS) {
      const { measures, bucket } = play(pattern, seed);
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
      const { measures, bucket } = play("onoff", seed);
      expect(measures.ks).toBeLessThanOrEqual(0.08);
      expect(measures.unsold).toBeLessThanOrEqual(bucket.unsold + 12);
      expect(measures.worstWindow).toBeLessThanOrEqual(8);
      expect(measures.advL).toBeLessThanOrEqual(2);
      expect(measures.surePct).toBeLessThanOrEqual(0.5);
    }
  });

  test("a dead start is not dumped on the first to come", () => {
    expect(worst(["deadstart"], (s) => s.measures.worstWindow)).toBeLessThanOrEqual(14);
    expect(worst(["deadstart"], (s) => s.measures.ks - s.bucket.ks)).toBeLessThanOrEqual(0.04);
    expect(worst(["deadstart"], (s) => s.measures.unsold)).toBe(0);
  });

  test("fewer plays than coupons: nearly every play wins", () => {
    expect(worst(["sparse"], (s) => s.measures.unsold, { plays: 300 })).toBeLessThanOrEqual(704);
  });

  // A tenth with 1,000 plays sees some 20 wins, so one run's figure is mostly luck: the mean is judged.
  test.each(["diurnal", "flash", "late"] as const)(
    "%s: a plan shaped by one past game gives early and late players alike odds",
    (pattern) => {
      const runs = SEEDS.map((seed) => play(pattern, seed, { shaped: true }).measures.fairness);
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
