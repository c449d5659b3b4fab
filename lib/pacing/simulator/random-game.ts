// Random games for the property tests: any number of brands, steep plans, caps, bounds, clocks of all
// kinds and plays told twice.

import { type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import type { BatchPlay } from "#lib/pacing/run-batch.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { arrivals, PATTERNS } from "#lib/pacing/simulator/traffic.ts";

export type RandomGame = {
  config: PacerConfig;
  plan: Plan;
  plays: BatchPlay[];
  /** A minimum per slot may lead the plan on purpose, so the lead bound does not speak of it. */
  hasMinimum: boolean;
};

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

function stormyTraffic(random: () => number, J: number): number[] | undefined {
  if (random() < 0.5) return undefined;
  return Array.from({ length: J }, (_, j) => {
    if (random() < 0.5) return 0.2 + random();
    return random() < 0.05 || j > J * 0.95 ? 200 * random() : 0.01;
  });
}

function shapeOf(random: () => number, budget: number, max: number) {
  const J = pick(random, [10, 100, 1000]);
  const traffic = stormyTraffic(random, J);
  return {
    J,
    budget,
    guard: 0.02 * random(),
    finish: random(),
    phi: random(),
    ...(traffic && { traffic }),
    ...(max > 0 && { max: Math.max(max, Math.ceil((budget / J) * 2)) }),
    ...(random() < 0.2 && {
      opening: { slots: 1 + Math.floor(random() * J), share: 0.3 * random() },
    }),
  };
}

function clockOf(random: () => number, duration: number): (t: number) => number {
  const quantum = random() < 0.4 ? (pick(random, [0.001, 0.05, 1]) * duration) / 600 : 0;
  const backward = random() < 0.5;
  return (t) => {
    let seen = quantum > 0 ? Math.min(duration * (1 - 1e-9), Math.ceil(t / quantum) * quantum) : t;
    if (backward && random() < 0.03) seen -= duration * 0.002 * random();
    return seen;
  };
}

export function randomGame(seed: number, playsMax: number): RandomGame {
  const random = seeded(seed);
  const duration = pick(random, [10, 60, 600, 3600, 86_400]);
  const brands = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
    budget: 1 + Math.floor(Math.exp(random() * 6.5)),
    weight: 0.1 + random() * 5,
    playerCap: random() < 0.3 ? 1 : 0,
  }));
  const budget = brands.reduce((sum, brand) => sum + brand.budget, 0);
  const bounded = random() < 0.3;
  const shape = shapeOf(random, budget, bounded ? 1 : 0);
  const fair = budget / shape.J;
  const slotMin = random() < 0.3 ? Math.floor(fair * 0.5) : 0;
  const n = Math.min(playsMax, Math.max(5, Math.round(budget * (0.2 + random() * 30))));
  const config = pacerConfig({
    duration,
    brands,
    userCap: pick(random, [0, 1, 2]),
    slotMax: bounded ? Math.ceil(fair * 2) : 0,
    slotMin,
    expectedPlays: random() < 0.3 ? n * (0.3 + 3 * random()) : 0,
    pMax: random() < 0.2 ? 0.5 : 1,
  });
  const clock = clockOf(random, duration);
  const times = arrivals(pick(random, PATTERNS), n, duration, random);
  const plays: BatchPlay[] = [];
  for (const [i, t] of times.entries()) {
    const player = `u${Math.floor(random() * (n / 2))}`;
    plays.push({ playId: `p${i}`, player, t: clock(t), u: random() });
    const told = plays[Math.floor(random() * plays.length)];
    if (random() < 0.02 && told) plays.push(told);
  }
  return { config, plan: buildPlan(shape), plays, hasMinimum: slotMin > 0 };
}
