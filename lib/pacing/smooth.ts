// Mode smooth: the bounded-lead look-ahead pacer. How likely one play is to win, given the plan, the rate at which
// plays arrive and what was given out so far. Only + - * / and comparisons, in the same order as the Lua of redis/,
// so that both agree to the last bit. Change both or neither.

import type { Asking, Moment } from "#lib/pacing/asked.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { playsIn, type Rates } from "#lib/pacing/rates.ts";

/** The share due at paced second s. */
function dueAt(plan: Plan, T: number, s: number): number {
  if (s <= 0) return 0;
  if (s >= T) return 1;
  const y = (s / T) * plan.J;
  let i = Math.floor(y);
  if (i > plan.J - 1) i = plan.J - 1;
  const from = plan.F[i] ?? 0;
  return from + ((plan.F[i + 1] ?? 1) - from) * (y - i);
}

/** What one brand asks of this play. `B - W` is positive. */
function need(
  config: PacerConfig,
  plan: Plan,
  { B, W, k }: { B: number; W: number; k: number },
  at: Moment,
  rates: Rates,
): number {
  const { T, left } = at;
  const tf = plan.tf * T;
  const hMost = at.paced < tf ? tf - at.paced : left / 3;
  const G = B * at.due;
  const sl = B * at.slope;
  const r0 = B / T;
  const bound = G + 2 * k;
  let h = sl > 0 ? k / sl : T;
  if (h > hMost) h = hMost;
  if (h < config.hMin) h = config.hMin;
  // Look-ahead need. The target is cut at the lead bound, because a steep plan may step inside the horizon.
  let Z = B * dueAt(plan, T, at.paced + h);
  if (Z > bound) Z = bound;
  let A = Z - W;
  let p = 0;
  if (A > 0) {
    if (A > 2 * k) A = 2 * k;
    p = A / playsIn(rates, h);
  }
  // A large deficit is paid back slowly, never dumped on whoever comes next.
  const D = G - W - k;
  if (D > 0) {
    let hc = left / 3;
    if (hc > rates.tauD) hc = rates.tauD;
    if (hc < config.hMin) hc = config.hMin;
    p = p + D / playsIn(rates, hc);
  }
  // Slew limit, lifted by the end game.
  const fastest = Math.max(sl, r0);
  // What comes in bursts must be given out in them, so the limit widens with the silence between.
  const rush = Math.max(1 + config.rho, 2 * rates.rush);
  let cap = (rush * fastest) / rates.l1;
  const N = rates.l1 * left;
  const ending = (3 * (B - W)) / Math.max(N, 1);
  if (cap < ending) cap = ending;
  if (p > cap) p = cap;
  // No play is without a chance while the lead bound allows one.
  if (W < bound) {
    const least = (config.floor * r0) / rates.l1;
    if (p < least) p = least;
  }
  return p;
}

export function askSmooth({ config, plan, state, at, rates, asked }: Asking): void {
  for (let b = 0; b < config.brands.length; b++) {
    if (!((asked.remaining[b] ?? 0) > 0)) continue;
    const B = state.B[b] ?? 0;
    const W = state.W[b] ?? 0;
    asked.P[b] = need(config, plan, { B, W, k: config.brands[b]?.lead ?? 16 }, at, rates);
  }
}
