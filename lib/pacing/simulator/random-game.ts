// Random games for the property tests: every mode, any number of brands, steep plans, caps, windows, opening hours,
// clocks of all kinds and plays told twice.

import { pacedDuration } from "#lib/pacing/open-hours.ts";
import {
  budgetOf,
  hasMoments,
  type PacerConfig,
  type PacerConfigInput,
  type PacingMode,
  pacerConfig,
} from "#lib/pacing/pacer-config.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import type { BatchPlay } from "#lib/pacing/run-batch.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { arrivals, PATTERNS } from "#lib/pacing/simulator/traffic.ts";
import type { PacerWindowInput } from "#lib/pacing/windows.ts";

export type RandomGame = {
  config: PacerConfig;
  plan: Plan;
  plays: BatchPlay[];
};

type Random = () => number;

const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

function stormyTraffic(random: Random, J: number): number[] | undefined {
  if (random() < 0.5) return undefined;
  return Array.from({ length: J }, (_, j) => {
    if (random() < 0.5) return 0.2 + random();
    return random() < 0.05 || j > J * 0.95 ? 200 * random() : 0.01;
  });
}

function curveOf(random: Random, config: PacerConfig): Plan {
  const budget = budgetOf(config);
  const J = pick(random, [10, 100, 1000]);
  const traffic = stormyTraffic(random, J);
  return buildPlan({
    J,
    budget,
    guard: config.mode === "slot" ? 0 : 0.02 * random(),
    finish: random(),
    phi: random(),
    ...(traffic && { traffic }),
    ...(random() < 0.3 && { max: Math.ceil((budget / J) * 2) }),
    ...(random() < 0.2 && {
      opening: { slots: 1 + Math.floor(random() * J), share: 0.3 * random() },
    }),
  });
}

/** Any rising lists will do: fewer or more than the budget, several at one moment, some at the very start. */
function momentsOf(random: Random, config: PacerConfig): Float64Array[] {
  const T = pacedDuration(config);
  return config.brands.map(({ budget }) =>
    Float64Array.from({ length: Math.floor(budget * (0.5 + random())) }, () =>
      random() < 0.02 ? 0 : Math.floor(random() * 1000) * (T / 1000),
    ).sort(),
  );
}

function openOf(random: Random, duration: number): { from: number; to: number }[] {
  if (random() < 0.6) return [];
  const days = 1 + Math.floor(random() * 5);
  const day = duration / days;
  return Array.from({ length: days }, (_, i) => ({
    from: i * day + day * 0.3 * random(),
    to: i * day + day * (0.5 + 0.5 * random()),
  }));
}

function windowsOf(random: Random, duration: number, budget: number): PacerWindowInput[] {
  const windows: PacerWindowInput[] = [];
  while (random() < 0.35 && windows.length < 3) {
    const count = pick(random, [4, 24, 60, 700]);
    const fair = budget / count;
    const max = random() < 0.7 ? Math.ceil(fair * (0.7 + 2 * random())) : 0;
    const min = random() < 0.4 ? Math.floor(fair * 0.6 * random()) : 0;
    const laid =
      random() < 0.5
        ? { length: duration / count }
        : { edges: Array.from({ length: count }, (_, i) => (i * duration) / count) };
    windows.push({ label: `part of ${count}`, ...laid, min, max });
  }
  return windows;
}

function clockOf(random: Random, duration: number): (t: number) => number {
  const quantum = random() < 0.4 ? (pick(random, [0.001, 0.05, 1]) * duration) / 600 : 0;
  const backward = random() < 0.5;
  return (t) => {
    let seen = quantum > 0 ? Math.min(duration * (1 - 1e-9), Math.ceil(t / quantum) * quantum) : t;
    if (backward && random() < 0.03) seen -= duration * 0.002 * random();
    return seen;
  };
}

function inputOf(random: Random, mode: PacingMode): PacerConfigInput {
  const duration = pick(random, [10, 60, 600, 3600, 86_400]);
  const brands = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
    budget: 1 + Math.floor(Math.exp(random() * 6.5)),
    weight: 0.1 + random() * 5,
    playerCap: random() < 0.3 ? 1 : 0,
  }));
  const budget = brands.reduce((sum, brand) => sum + brand.budget, 0);
  return {
    mode,
    duration,
    brands,
    open: openOf(random, duration),
    windows: windowsOf(random, duration, budget),
    userCap: pick(random, [0, 1, 2]),
    pMax: random() < 0.2 ? 0.5 : 1,
    finale: random() < 0.2 ? duration * 0.1 * random() : 0,
    slotGranularity: duration / pick(random, [3, 60, 720]),
    minP: random() < 0.3 ? 0.02 * random() : 0,
    odds: 0.2 * random(),
    momentLife: random() < 0.4 ? duration * 0.05 * random() : 0,
  };
}

/** The same seed is the same game; a mode not given is one at random. */
export function randomGame(seed: number, playsMax: number, mode?: PacingMode): RandomGame {
  const random = seeded(seed);
  const input = inputOf(
    random,
    mode ?? pick(random, ["smooth", "moments", "slot", "odds", "hybrid"]),
  );
  const budget = input.brands.reduce((sum, brand) => sum + brand.budget, 0);
  const n = Math.min(playsMax, Math.max(5, Math.round(budget * (0.2 + random() * 30))));
  const expectedPlays = random() < 0.3 ? n * (0.3 + 3 * random()) : 0;
  const config = pacerConfig({ ...input, expectedPlays });
  const curve = curveOf(random, config);
  const plan = hasMoments(config) ? { ...curve, moments: momentsOf(random, config) } : curve;
  const clock = clockOf(random, config.duration);
  const plays: BatchPlay[] = [];
  const times = arrivals(pick(random, PATTERNS), n, config.duration, random);
  for (const [i, t] of times.entries()) {
    const player = `u${Math.floor(random() * (n / 2))}`;
    plays.push({ playId: `p${i}`, player, t: clock(t), u: random() });
    const told = plays[Math.floor(random() * plays.length)];
    if (random() < 0.02 && told) plays.push(told);
  }
  return { config, plan, plays };
}
