// How fast plays arrive, as every mode sees it. Only + - * / and comparisons, in the same order as redis/script.ts,
// so that TypeScript and Lua agree to the last bit. Change both or neither.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";

/** l1: plays a second now; lc: over the long run; tauB: how fast the one turns into the other. */
export type Rates = { readonly l1: number; readonly lc: number; readonly tauB: number };

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
export function observe(config: PacerConfig, state: PacerState, dt: number, T: number): Rates {
  if (state.n > 0 && dt > 0) {
    const { ns } = state;
    const seen = dt / ns;
    const w = config.m0 + state.n;
    state.gap = nextGap(state.gap, seen, Math.min(w, config.m), ns, config.c);
    state.gf = nextGap(state.gf, seen, Math.min(w, config.mf), ns, config.c);
    if (state.gf < 1e-7) state.gf = 1e-7;
    if (state.gf < state.gap * config.snap) state.gap = state.gf;
    if (state.gap < 1e-7) state.gap = 1e-7;
    state.ns = 1;
  } else {
    state.ns = state.n > 0 ? state.ns + 1 : 1;
  }
  state.n += 1;
  const tauC = config.tauC * T;
  const d = dec(dt / tauC);
  state.cs = state.cs * d + 1;
  state.ms = state.ms * d + (1 - d);
  const l1 = 1 / state.gap;
  const lc = state.cs / (tauC * Math.max(state.ms, 1e-9));
  return { l1, lc: Math.min(lc, l1), tauB: config.tauB * T };
}
