// Runs the product's own pacer over a list of arrivals. No copy of the algorithm lives here.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { bucketChances } from "#lib/pacing/simulator/bucket.ts";
import { type Measures, measure } from "#lib/pacing/simulator/measure.ts";
import { stepSmooth } from "#lib/pacing/smooth.ts";

export type Simulation = {
  readonly measures: Measures;
  readonly bucket: Measures;
  readonly state: PacerState;
};

export type SimulationInput = {
  readonly config: PacerConfig;
  /** The plan the pacer runs on, with its secret finish. */
  readonly plan: Plan;
  /** The curve the run is judged by; the plan without its finish. An even one unless given. */
  readonly target?: Plan;
  readonly times: ArrayLike<number>;
  readonly random: () => number;
  /** Player of play i; every play its own player unless given. */
  readonly playerOf?: (i: number) => number;
};

export function simulate(input: SimulationInput): Simulation {
  const { config, plan, times, random, playerOf } = input;
  const target = input.target ?? buildPlan({ J: 1, guard: 0 });
  const state = startState(config);
  const budget = config.brands.reduce((sum, brand) => sum + brand.budget, 0);
  const chances = new Float64Array(times.length);
  const won = new Uint8Array(times.length);
  const wins = new Map<number, number>();
  for (let i = 0; i < times.length; i++) {
    const player = playerOf?.(i);
    const playerWins = player === undefined ? 0 : (wins.get(player) ?? 0);
    const step = stepSmooth(config, plan, state, { t: times[i] ?? 0, u: random(), playerWins });
    chances[i] = step.S;
    if (step.brand < 0) continue;
    won[i] = 1;
    if (player !== undefined) wins.set(player, playerWins + 1);
  }
  const run = { times, budget, duration: config.duration, target };
  const taken = bucketChances(times, budget, target, config.duration);
  return {
    measures: measure({ ...run, chances, won }),
    bucket: measure({ ...run, chances: taken, won: taken }),
    state,
  };
}
