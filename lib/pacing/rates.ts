// How fast plays arrive, as every mode sees it. Only + - * / and comparisons, in the same order as redis/script.ts,
// so that TypeScript and Lua agree to the last bit. Change both or neither.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";

export type Rates = {
  /** Plays a second now. */
  readonly l1: number;
  /** Plays a second over the long run. */
  readonly lc: number;
  /** How fast the one turns into the other, in seconds. */
  readonly tauB: number;
  /** How much faster plays come in a run than in the mean, as far as runs and breaks have been seen. */
  readonly rush: number;
  /** Seconds within which a large deficit is paid back: a run, where runs are known to be short. */
  readonly tauD: number;
};

/** A silence of so many average gaps ends a run of plays; shorter runs than so many plays are strays. */
const BREAK_GAPS = 30;
const RUN_PLAYS = 16;
/** Memory of the averages, in runs. */
const RUNS_MEMORY = 4;

/** A run of plays has ended before this play: what comes in bursts over and over is known to end soon. */
function endRun(state: PacerState, end: number): void {
  if (state.runPlays < RUN_PLAYS) return;
  const from = state.runFrom;
  const length = end - from;
  const w = Math.min(state.runs + 1, RUNS_MEMORY);
  state.runOn = state.runOn + (length - state.runOn) / w;
  if (state.runs > 0 && length > 0) {
    // Plays and seconds from start to start; the plays of this run began to count with its first.
    const plays = state.n - state.runPlays - state.cycleN;
    const rush = (state.runPlays / length) * ((from - state.cycleFrom) / plays);
    const v = Math.min(state.runs, RUNS_MEMORY);
    state.runRush = state.runRush + (rush - state.runRush) / v;
  }
  state.cycleFrom = from;
  state.cycleN = state.n - state.runPlays;
  state.runs += 1;
}

function startRun(state: PacerState, paced: number): void {
  state.runFrom = paced;
  state.runPlays = 0;
}

/** Rational decay: stands in for exp(-x) because every machine computes it alike. */
function dec(x: number): number {
  return 1 / (1 + x + x * x * 0.5);
}

/** Expected plays in the next h seconds: a burst returns to the long-run rate with tauB. */
export function playsIn(rates: Rates, h: number): number {
  const N = rates.lc * h + (rates.l1 - rates.lc) * rates.tauB * (1 - dec(h / rates.tauB));
  return Math.max(N, 1);
}

function nextGap(gap: number, seen: number, memory: number, ns: number, c: number): number {
  const limit = c * gap;
  const x = Math.min(seen, limit);
  return gap + ((x - gap) * ns) / (memory + ns - 1);
}

/**
 * Takes one arrival into the estimator, `dt` paced seconds after the one before, in a game of T paced seconds. Plays
 * with one timestamp form one group, or a clock of milliseconds would collapse the average.
 */
export function observe(
  config: PacerConfig,
  state: PacerState,
  { paced, dt, T }: { readonly paced: number; readonly dt: number; readonly T: number },
): Rates {
  if (state.n > 0 && dt > BREAK_GAPS * state.gap) {
    endRun(state, paced - dt);
    startRun(state, paced);
  }
  if (state.n > 0 && dt > 0) {
    const { ns } = state;
    const seen = dt / ns;
    const w = config.m0 + state.n;
    state.gap = nextGap(state.gap, seen, Math.min(w, config.m), ns, config.c);
    state.gf = nextGap(state.gf, seen, Math.min(w, config.mf), ns, config.c);
    if (state.gf < 1e-7) state.gf = 1e-7;
    if (state.gf < state.gap * config.snap) {
      state.gap = state.gf;
      startRun(state, paced);
    }
    if (state.gap < 1e-7) state.gap = 1e-7;
    state.ns = 1;
  } else {
    state.ns = state.n > 0 ? state.ns + 1 : 1;
  }
  state.n += 1;
  state.runPlays += 1;
  const tauC = config.tauC * T;
  const d = dec(dt / tauC);
  state.cs = state.cs * d + 1;
  state.ms = state.ms * d + (1 - d);
  const l1 = 1 / state.gap;
  const lc = state.cs / (tauC * Math.max(state.ms, 1e-9));
  let tauB = config.tauB * T;
  let tauD = tauC;
  if (state.runs > 0) {
    const run = Math.max(state.runOn, config.hMin);
    if (run < 1.5 * tauB) tauD = run;
    if (run < tauB) tauB = run;
  }
  return { l1, lc: Math.min(lc, l1), tauB, tauD, rush: state.runRush };
}
