// The bounded-lead look-ahead pacer: how likely one play is to win, given the plan, the rate at which
// plays arrive and what was given out so far. Only + - * / and comparisons, in the same order as
// redis/script.ts, so that TypeScript and Lua agree to the last bit. Change both or neither.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";

/** DRAW: a draw was made. CAP: the player may not win any more. WINDOW: the play lies outside the game. */
export const REASONS = ["DRAW", "CAP", "WINDOW"] as const;
export type Reason = (typeof REASONS)[number];

export type Step = {
  /** Index of the brand won, -1 for none. */
  readonly brand: number;
  /** Win probability of the play as used. */
  readonly S: number;
  /** The part of S each brand holds, in brand order. */
  readonly shares: number[];
  /** Ordinal of the decision. */
  readonly k: number;
  /** The time used: monotone for draws, as given otherwise. */
  readonly t: number;
  readonly reason: Reason;
};

export type StepPlay = {
  /** Arrival in seconds of active time. */
  readonly t: number;
  /** The draw in [0, 1). */
  readonly u: number;
  /** Wins of the player so far. */
  readonly playerWins: number;
  /** The same per brand; needed only for brands with a cap per player. */
  readonly playerBrandWins?: readonly number[];
};

type Rates = { readonly l1: number; readonly lc: number; readonly tauB: number };
type Moment = {
  readonly t: number;
  readonly slot: number;
  readonly due: number;
  readonly slope: number;
  readonly hMost: number;
  readonly left: number;
};

/** Rational decay: stands in for exp(-x) because every machine computes it alike. */
function dec(x: number): number {
  return 1 / (1 + x + x * x * 0.5);
}

/** Expected plays in the next h seconds: a burst returns to the long-run rate with tauB. */
function playsIn(rates: Rates, h: number): number {
  const N = rates.lc * h + (rates.l1 - rates.lc) * rates.tauB * (1 - dec(h / rates.tauB));
  return Math.max(N, 1);
}

function nextGap(gap: number, seen: number, memory: number, ns: number, c: number): number {
  const limit = c * gap;
  const x = Math.min(seen, limit);
  return gap + ((x - gap) * ns) / (memory + ns - 1);
}

/** Takes one arrival into the estimator. Plays with one timestamp form one group, or a clock of milliseconds would collapse the average. */
function observe(config: PacerConfig, state: PacerState, t: number): Rates {
  const dt = t - state.tLast;
  state.tLast = t;
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
  const tauC = config.tauC * config.duration;
  const d = dec(dt / tauC);
  state.cs = state.cs * d + 1;
  state.ms = state.ms * d + (1 - d);
  const l1 = 1 / state.gap;
  const lc = state.cs / (tauC * Math.max(state.ms, 1e-9));
  return { l1, lc: Math.min(lc, l1), tauB: config.tauB * config.duration };
}

function momentOf(config: PacerConfig, plan: Plan, t: number): Moment {
  const { J, F } = plan;
  const T = config.duration;
  const y = (t / T) * J;
  let slot = Math.floor(y);
  if (slot > J - 1) slot = J - 1;
  const from = F[slot] ?? 0;
  const rise = (F[slot + 1] ?? 1) - from;
  const tf = plan.tf * T;
  const left = T - t;
  const hMost = t < tf ? tf - t : left / 3;
  return { t, slot, due: from + rise * (y - slot), slope: (rise * J) / T, hMost, left };
}

function dueAt(config: PacerConfig, plan: Plan, s: number): number {
  if (s <= 0) return 0;
  if (s >= config.duration) return 1;
  const y = (s / config.duration) * plan.J;
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
  const T = config.duration;
  const tauC = config.tauC * T;
  const G = B * at.due;
  const sl = B * at.slope;
  const r0 = B / T;
  const bound = G + 2 * k;
  let h = sl > 0 ? k / sl : T;
  if (h > at.hMost) h = at.hMost;
  if (h < config.hMin) h = config.hMin;
  // Look-ahead need. The target is cut at the lead bound, because a steep plan may step inside the horizon.
  let Z = B * dueAt(config, plan, at.t + h);
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
    let hc = at.left / 3;
    if (hc > tauC) hc = tauC;
    if (hc < config.hMin) hc = config.hMin;
    p = p + D / playsIn(rates, hc);
  }
  // Slew limit, lifted by the end game.
  const fastest = Math.max(sl, r0);
  let cap = ((1 + config.rho) * fastest) / rates.l1;
  const N = rates.l1 * at.left;
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

type Asked = {
  /** Probability per brand; changed in place. */
  readonly P: number[];
  /** Coupons left per brand that this player may still win. */
  readonly remaining: readonly number[];
};

/** Lifts the chances so that the slot's minimum is met, as far as plays allow. */
function lift({ P, remaining }: Asked, S: number, least: number): number {
  let rest = 0;
  for (const left of remaining) rest = rest + left;
  if (!(rest > 0) || S >= least) return S;
  const z = S > 0 ? least / S : 0;
  for (let b = 0; b < P.length; b++) {
    P[b] = S > 0 ? (P[b] ?? 0) * z : (least * (remaining[b] ?? 0)) / rest;
  }
  return least;
}

/** Cuts the chances to pMax; the brands' weights say who gives way. */
function cut(config: PacerConfig, P: number[], S: number): number {
  if (S <= config.pMax) return S;
  let q = 0;
  for (let b = 0; b < P.length; b++) {
    const weighted = (P[b] ?? 0) * (config.brands[b]?.weight ?? 1);
    P[b] = weighted;
    q = q + weighted;
  }
  for (let b = 0; b < P.length; b++) P[b] = ((P[b] ?? 0) * config.pMax) / q;
  return config.pMax;
}

/** Maximum and minimum of the slot, then the ceiling. Changes the chances in place and returns S. */
function settle(
  config: PacerConfig,
  plan: Plan,
  state: PacerState,
  asked: Asked,
  at: Moment,
  rates: Rates,
): number {
  const { P } = asked;
  if (config.slotMax > 0 && state.slotWins >= config.slotMax) {
    P.fill(0);
    return 0;
  }
  let S = 0;
  for (const p of P) S = S + p;
  if (config.slotMin > 0 && state.slotWins < config.slotMin) {
    const slotEnd = ((at.slot + 1) * config.duration) / plan.J;
    S = lift(asked, S, (config.slotMin - state.slotWins) / playsIn(rates, slotEnd - at.t));
  }
  return cut(config, P, S);
}

/** The first brand whose cumulated share lies above the draw. Exported because anybody may recompute it from a ledger row. */
export function brandOf(shares: readonly number[], u: number): number {
  let c = 0;
  for (let b = 0; b < shares.length; b++) {
    const p = shares[b] ?? 0;
    c = c + p;
    if (p > 0 && u < c) return b;
  }
  return -1;
}

function isCapped(config: PacerConfig, play: StepPlay): boolean {
  if (config.userCap > 0 && play.playerWins >= config.userCap) return true;
  return config.brands.every((_, b) => isBrandCapped(config, play, b));
}

function isBrandCapped(config: PacerConfig, play: StepPlay, b: number): boolean {
  const cap = config.brands[b]?.playerCap ?? 0;
  return cap > 0 && (play.playerBrandWins?.[b] ?? 0) >= cap;
}

function refuse(state: PacerState, config: PacerConfig, t: number, reason: Reason): Step {
  state.k += 1;
  return { brand: -1, S: 0, shares: config.brands.map(() => 0), k: state.k, t, reason };
}

/**
 * Decides one play and moves the state on. Refused plays (CAP, WINDOW) take an ordinal and touch nothing
 * else. A time before the last one counts as the last one, so order of arrival never moves time backwards.
 */
export function stepSmooth(
  config: PacerConfig,
  plan: Plan,
  state: PacerState,
  play: StepPlay,
): Step {
  if (!(play.t >= 0 && play.t < config.duration)) return refuse(state, config, play.t, "WINDOW");
  if (isCapped(config, play)) return refuse(state, config, play.t, "CAP");
  const t = Math.max(play.t, state.tLast);
  const rates = observe(config, state, t);
  const at = momentOf(config, plan, t);
  if (state.slotIndex !== at.slot) {
    state.slotIndex = at.slot;
    state.slotWins = 0;
  }
  const P: number[] = [];
  const remaining: number[] = [];
  for (let b = 0; b < config.brands.length; b++) {
    const B = state.B[b] ?? 0;
    const W = state.W[b] ?? 0;
    const open = B - W > 0 && !isBrandCapped(config, play, b);
    remaining.push(open ? B - W : 0);
    P.push(open ? need(config, plan, { B, W, k: config.brands[b]?.lead ?? 16 }, at, rates) : 0);
  }
  const S = settle(config, plan, state, { P, remaining }, at, rates);
  const brand = S > 0 ? brandOf(P, play.u) : -1;
  if (brand >= 0) {
    state.W[brand] = (state.W[brand] ?? 0) + 1;
    state.slotWins += 1;
  }
  state.k += 1;
  return { brand, S, shares: P, k: state.k, t, reason: "DRAW" };
}
