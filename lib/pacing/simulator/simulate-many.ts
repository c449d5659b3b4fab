// One game, many seeds: the product's engine over traffic of one kind, and what it comes to in the mean and at worst.

import {
  PACING_MODES,
  type PacerBrandInput,
  type PacerConfig,
  type PacerConfigInput,
  pacerConfig,
} from "#lib/pacing/pacer-config.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { planOf, targetOf } from "#lib/pacing/plan-recipe.ts";
import { bucketChances } from "#lib/pacing/simulator/bucket.ts";
import { type Measures, measure } from "#lib/pacing/simulator/measure.ts";
import { type Observer, stratifiedObserver } from "#lib/pacing/simulator/observer.ts";
import { seedLiteral } from "#lib/pacing/simulator/seed-literal.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { simulate } from "#lib/pacing/simulator/simulate.ts";
import { arrivals, arrivalsFrom, type Pattern } from "#lib/pacing/simulator/traffic.ts";

/** seed-literal is the formula as first written; no game can run on it. */
export const SIMULATED_MODES = [...PACING_MODES, "seed-literal"] as const;
export type SimulatedMode = (typeof SIMULATED_MODES)[number];

export type Traffic =
  | { readonly kind: "pattern"; readonly pattern: Pattern; readonly plays: number }
  /** Drawn by hand, or plays of an earlier game, in equal parts of the time. */
  | { readonly kind: "buckets"; readonly buckets: readonly number[]; readonly plays: number }
  /** Recorded arrivals in active seconds, rising, and who came. */
  | {
      readonly kind: "trace";
      readonly times: Float64Array;
      readonly players?: readonly string[];
    };

export type SimulationRequest = {
  readonly mode: SimulatedMode;
  readonly duration: number;
  readonly brands: readonly PacerBrandInput[];
  readonly traffic: Traffic;
  readonly seeds: number;
  /** Settings of the pacer beside mode, duration and brands; among them the recipe of the plan. */
  readonly settings?: Omit<PacerConfigInput, "mode" | "duration" | "brands">;
};

/** What one seed came to. */
export type SeedRun = {
  readonly seed: number;
  readonly measures: Measures;
  readonly bucket: Measures;
  readonly times: Float64Array;
  /** Brand won by each play, -1 for none. The formula as first written knows no brands: 0 stands for a win. */
  readonly brands: Int16Array;
  readonly chances: Float64Array;
};

/** The settings a request means. Throws RangeError on what no pacer can run on. */
export function configOf({ mode, duration, brands, settings }: SimulationRequest): PacerConfig {
  const paced = mode === "seed-literal" ? "slot" : mode;
  return pacerConfig({ userCap: 0, ...settings, mode: paced, duration, brands });
}

function timesOf({ traffic, duration }: SimulationRequest, random: () => number): Float64Array {
  switch (traffic.kind) {
    case "pattern":
      return arrivals(traffic.pattern, traffic.plays, duration, random);
    case "buckets":
      return arrivalsFrom(traffic.buckets, traffic.plays, duration, random);
    case "trace":
      return traffic.times;
  }
}

function runLiteral(
  seed: number,
  config: PacerConfig,
  times: Float64Array,
  random: () => number,
): SeedRun {
  const { duration, slotGranularity: granularity } = config;
  const budget = config.brands.reduce((sum, brand) => sum + brand.budget, 0);
  const target = buildPlan({ J: 1, guard: 0 });
  const { won, chances } = seedLiteral(times, { budget, duration, granularity }, random);
  const run = { times, budget, duration, target };
  const taken = bucketChances(times, { budget, target, timeOf: (t) => t / duration });
  return {
    seed,
    measures: measure({ ...run, chances, won }),
    bucket: measure({ ...run, chances: taken, won: taken }),
    times,
    brands: Int16Array.from(won, (coupons) => (coupons > 0 ? 0 : -1)),
    chances,
  };
}

/** Moments in equal shares are easier to foresee than moments strewn at random; an observer knows which they are. */
function observerFor(plan: Plan, target: Plan, { recipe }: PacerConfig): Observer | undefined {
  const [list, ...others] = plan.moments ?? [];
  const isStratified = (recipe.moments?.kind ?? "stratified") === "stratified";
  if (!list || others.length > 0 || !isStratified) return undefined;
  return stratifiedObserver(target, list.length);
}

export function simulateSeed(request: SimulationRequest, seed: number): SeedRun {
  const config = configOf(request);
  const random = seeded(seed * 7919 + 13);
  const times = timesOf(request, random);
  if (request.mode === "seed-literal") return runLiteral(seed, config, times, random);
  const finish = random();
  const plan = planOf(config, { finish, draw: () => random() });
  const target = targetOf(config);
  const players = request.traffic.kind === "trace" ? request.traffic.players : undefined;
  const observer = observerFor(plan, target, config);
  const run = simulate({
    config,
    plan,
    target,
    times,
    random,
    ...(players && { playerOf: (i: number) => players[i] ?? "" }),
    ...(observer && { observer }),
  });
  const { measures, bucket, brands, chances } = run;
  return { seed, measures, bucket, times, brands, chances };
}

/** One run a seed. A generator, so that a host can show progress between two, and stop. */
export function* simulateSeeds(request: SimulationRequest): Generator<SeedRun, void> {
  for (let seed = 1; seed <= request.seeds; seed++) yield simulateSeed(request, seed);
}

/** Means over the seeds that have a value; null when none has (no fairness without plays, not exhausted). */
export type Figures = { readonly [name in keyof Measures]: number | null };

export type SimulationReport = Figures & {
  readonly max: Figures;
  readonly bucket: Figures & { readonly max: Figures };
};

const NAMES = [
  "ks",
  "unsold",
  "worstWindow",
  "fairness",
  "leadMax",
  "advL",
  "surePct",
  "exhaustedAt",
  "couponsPerPlayMax",
] as const satisfies readonly (keyof Measures)[];

function figures(runs: readonly Measures[], of: (values: readonly number[]) => number): Figures {
  const entries = NAMES.map((name) => {
    const values = runs.flatMap((run) => {
      const value = run[name];
      return value === null || Number.isNaN(value) ? [] : [value];
    });
    const value = values.length > 0 ? of(values) : Number.NaN;
    return [name, Number.isFinite(value) ? value : null];
  });
  return Object.fromEntries(entries) as Figures;
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const maxOf = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));

export function reportOf(runs: readonly Pick<SeedRun, "measures" | "bucket">[]): SimulationReport {
  const own = runs.map(({ measures }) => measures);
  const bucket = runs.map((run) => run.bucket);
  return {
    ...figures(own, meanOf),
    max: figures(own, maxOf),
    bucket: { ...figures(bucket, meanOf), max: figures(bucket, maxOf) },
  };
}
