// The conditions under which the pacer is judged, shared by tests and benches so that both mean the same.

import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { type Simulation, simulate } from "#lib/pacing/simulator/simulate.ts";
import { arrivals, type Pattern } from "#lib/pacing/simulator/traffic.ts";

const DURATION = 3600;

/** What differs from 1,000 coupons, 50,000 plays, an hour, an even plan and no forecast. */
export type Setting = {
  readonly budget?: number;
  readonly plays?: number;
  /** The plan is laid by the traffic of one past game. */
  readonly shaped?: boolean;
};

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

/** One run of the product's pacer under conditions fixed by pattern and seed. */
export function standardRun(pattern: Pattern, seed: number, setting: Setting = {}): Simulation {
  const { budget = 1000, plays = 50_000 } = setting;
  const random = seeded(seed * 7919 + 13);
  const times = arrivals(pattern, plays, DURATION, random);
  const shape = setting.shaped ? { J: 960, traffic: pastTraffic(pattern, random), phi: 1 } : {};
  const plan = buildPlan({ ...shape, finish: random() });
  const target = buildPlan({ ...shape, guard: 0 });
  const config = pacerConfig({ duration: DURATION, brands: [{ budget }], userCap: 0 });
  return simulate({ config, plan, target, times, random });
}
