// Runs the product's own engine over a list of arrivals. No copy of the algorithms lives here.

import { isOpenAt, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { budgetOf, hasMoments, type PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { brandWins, countWin, type PlayerWins } from "#lib/pacing/run-batch.ts";
import { bucketChances } from "#lib/pacing/simulator/bucket.ts";
import { type Measures, measure } from "#lib/pacing/simulator/measure.ts";
import { type Observer, randomObserver } from "#lib/pacing/simulator/observer.ts";
import { stepPlay } from "#lib/pacing/step.ts";

export type SimulationInput = {
  readonly config: PacerConfig;
  /** The plan the pacer runs on, with its secret finish and its moments. */
  readonly plan: Plan;
  /** The curve the run is judged by; the plan without its finish. An even one unless given. */
  readonly target?: Plan;
  /** Arrivals in active seconds, rising. */
  readonly times: ArrayLike<number>;
  readonly random: () => number;
  /** Player of play i; every play its own player unless given. */
  readonly playerOf?: (i: number) => string;
  /** What somebody outside makes of a game with moments; an observer of random moments unless given. */
  readonly observer?: Observer;
};

export type Simulation = {
  readonly measures: Measures;
  readonly bucket: Measures;
  readonly state: PacerState;
  /** Brand won by each play, -1 for none. */
  readonly brands: Int16Array;
  /** Chance of each play as used. */
  readonly chances: Float64Array;
};

type Played = Pick<Simulation, "brands" | "chances" | "state"> & { readonly seen: Float64Array };

/** What the feed tells about the next play: its chance, or with moments what an observer makes of it. */
function observerOf({ config, plan, observer }: SimulationInput): Observer | undefined {
  if (!hasMoments(config)) return undefined;
  const moments = (plan.moments ?? []).reduce((sum, list) => sum + list.length, 0);
  return observer ?? randomObserver(plan, moments);
}

function play(input: SimulationInput): Played {
  const { config, plan, times, random, playerOf } = input;
  const state = startState(config);
  const chances = new Float64Array(times.length);
  const seen = new Float64Array(times.length);
  const brands = new Int16Array(times.length).fill(-1);
  const wins: PlayerWins = new Map();
  const observer = observerOf(input);
  const T = pacedDuration(config);
  const base = config.mode === "hybrid" ? config.odds : 0;
  for (let i = 0; i < times.length; i++) {
    const t = times[i] ?? 0;
    const player = playerOf?.(i);
    const due = observer?.chanceAt(pacedAt(config, t) / T);
    const step = stepPlay(config, plan, state, {
      t,
      u: random(),
      playerWins: player === undefined ? 0 : (wins.get(player) ?? 0),
      playerBrandWins: player === undefined ? [] : brandWins(config, wins, player),
    });
    chances[i] = step.S;
    seen[i] = due === undefined ? step.S : due + (1 - due) * base;
    observer?.saw(step.brand >= 0 && step.S >= 1 - 1e-9);
    if (step.brand < 0) continue;
    brands[i] = step.brand;
    if (player !== undefined) countWin(config, wins, player, step.brand);
  }
  return { brands, chances, state, seen };
}

/** The yardstick plays by the same hours and the same cap per player. */
function bucketOf(input: SimulationInput, target: Plan): Float64Array {
  const { config, times, playerOf } = input;
  const T = pacedDuration(config);
  const wins = new Map<string, number>();
  return bucketChances(
    times,
    { budget: budgetOf(config), target, timeOf: (t) => pacedAt(config, t) / T },
    (i) => {
      if (!isOpenAt(config, times[i] ?? 0)) return false;
      const player = playerOf?.(i);
      if (player === undefined || config.userCap === 0) return true;
      const won = wins.get(player) ?? 0;
      if (won >= config.userCap) return false;
      wins.set(player, won + 1);
      return true;
    },
  );
}

export function simulate(input: SimulationInput): Simulation {
  const { config, times } = input;
  const target = input.target ?? buildPlan({ J: 1, guard: 0 });
  const { brands, chances, state, seen } = play(input);
  const T = pacedDuration(config);
  const paced = Float64Array.from({ length: times.length }, (_, i) =>
    pacedAt(config, times[i] ?? 0),
  );
  const run = { times: paced, budget: budgetOf(config), duration: T, target };
  const taken = bucketOf(input, target);
  return {
    measures: measure({ ...run, chances: seen, won: brands.map((brand) => (brand >= 0 ? 1 : 0)) }),
    bucket: measure({ ...run, chances: taken, won: taken }),
    state,
    brands,
    chances,
  };
}
