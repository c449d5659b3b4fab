// What a run of a pacer is judged by. A run is a list of plays with the chance each had and whether it won.

import { type Plan, planAt } from "#lib/pacing/plan.ts";

export type Run = {
  readonly times: ArrayLike<number>;
  /** Win probability of each play, as an observer of everything public would compute it. */
  readonly chances: ArrayLike<number>;
  readonly won: ArrayLike<boolean | number>;
  readonly budget: number;
  readonly duration: number;
  readonly target: Plan;
};

export type Measures = {
  /** Largest distance between the share given out and the plan. */
  readonly ks: number;
  readonly unsold: number;
  /** Winners in the worst 1 % of the time, over the even share. */
  readonly worstWindow: number;
  /** Largest over smallest win rate of the tenths of the time with 50 plays or more. */
  readonly fairness: number;
  /** Coupons given out ahead of the plan, at most. */
  readonly leadMax: number;
  /** Mean chance of the 5 % best-timed plays over the mean, within the same 1 % of the time. */
  readonly advL: number;
  /** Share of coupons won on plays known to win in nine of ten cases or more, in percent. */
  readonly surePct: number;
  /** When the last coupon went, as a share of the duration; null when some are left. */
  readonly exhaustedAt: number | null;
  /** Coupons that one play won, at most. */
  readonly couponsPerPlayMax: number;
};

const WINDOWS = 100;
const TENTHS = 10;

function windowOf(run: Run, i: number, windows: number): number {
  return Math.min(windows - 1, Math.floor(((run.times[i] ?? 0) / run.duration) * windows));
}

function add(counts: number[], at: number, amount: number): void {
  counts[at] = (counts[at] ?? 0) + amount;
}

function advantage(run: Run): number {
  const windows: number[][] = Array.from({ length: WINDOWS }, () => []);
  for (let i = 0; i < run.times.length; i++) {
    windows[windowOf(run, i, WINDOWS)]?.push(run.chances[i] ?? 0);
  }
  let sum = 0;
  let counted = 0;
  for (const chances of windows) {
    if (chances.length < 40) continue;
    const mean = chances.reduce((a, b) => a + b, 0) / chances.length;
    if (mean < 1e-9) continue;
    const best = chances
      .sort((a, b) => b - a)
      .slice(0, Math.max(1, Math.floor(chances.length * 0.05)));
    sum += best.reduce((a, b) => a + b, 0) / best.length / mean;
    counted += 1;
  }
  return counted > 0 ? sum / counted : Number.NaN;
}

function fairnessOf(wins: readonly number[], plays: readonly number[]): number {
  const rates = plays.flatMap((count, i) => (count >= 50 ? [(wins[i] ?? 0) / count] : []));
  return rates.length > 0 ? Math.max(...rates) / Math.min(...rates) : Number.NaN;
}

export function measure(run: Run): Measures {
  const { budget, duration, target } = run;
  const windowWins = new Array<number>(WINDOWS).fill(0);
  const tenthWins = new Array<number>(TENTHS).fill(0);
  const tenthPlays = new Array<number>(TENTHS).fill(0);
  let given = 0;
  let lead = 0;
  let lag = 0;
  let sure = 0;
  let last = 0;
  let most = 0;
  for (let i = 0; i < run.times.length; i++) {
    const t = run.times[i] ?? 0;
    const due = planAt(target, t / duration);
    lag = Math.max(lag, due - given / budget);
    const wins = Number(run.won[i] ?? 0);
    add(tenthPlays, windowOf(run, i, TENTHS), 1);
    if (wins > 0) {
      given += wins;
      last = t;
      most = Math.max(most, wins);
      add(tenthWins, windowOf(run, i, TENTHS), 1);
      add(windowWins, windowOf(run, i, WINDOWS), wins);
      if ((run.chances[i] ?? 0) >= 0.9) sure += wins;
    }
    lead = Math.max(lead, given / budget - due);
    lag = Math.max(lag, due - given / budget);
  }
  lag = Math.max(lag, 1 - given / budget);
  return {
    ks: Math.max(lead, lag),
    unsold: budget - given,
    worstWindow: Math.max(...windowWins) / (budget / WINDOWS),
    fairness: fairnessOf(tenthWins, tenthPlays),
    leadMax: lead * budget,
    advL: advantage(run),
    surePct: given > 0 ? (100 * sure) / given : 0,
    exhaustedAt: given >= budget ? last / duration : null,
    couponsPerPlayMax: most,
  };
}
