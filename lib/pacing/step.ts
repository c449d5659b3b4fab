// One engine for every mode: what counts as a play, how fast plays arrive, what the mode asks, what the windows and
// the ceiling leave of it, and one draw. Only + - * / min max floor, in the same order as the Lua of redis/, so that
// both agree to the last bit. Change both or neither.

import {
  type Asked,
  type Asking,
  cut,
  lift,
  type Moment,
  momentOf,
  sumOf,
} from "#lib/pacing/asked.ts";
import { askMoments } from "#lib/pacing/moments-mode.ts";
import { askOdds } from "#lib/pacing/odds-mode.ts";
import { isOpenAt, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { observe, playsIn, type Rates } from "#lib/pacing/rates.ts";
import { askSlot } from "#lib/pacing/slot-mode.ts";
import { askSmooth } from "#lib/pacing/smooth.ts";
import { windowEndOf, windowIndexAt } from "#lib/pacing/windows.ts";

/** DRAW: a draw was made. CAP: the player may not win any more. WINDOW: outside the game or its opening hours. */
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

function isBrandCapped(config: PacerConfig, play: StepPlay, b: number): boolean {
  const cap = config.brands[b]?.playerCap ?? 0;
  return cap > 0 && (play.playerBrandWins?.[b] ?? 0) >= cap;
}

function isCapped(config: PacerConfig, play: StepPlay): boolean {
  if (config.userCap > 0 && play.playerWins >= config.userCap) return true;
  return config.brands.every((_, b) => isBrandCapped(config, play, b));
}

function refuse(state: PacerState, config: PacerConfig, t: number, reason: Reason): Step {
  state.k += 1;
  return { brand: -1, S: 0, shares: config.brands.map(() => 0), k: state.k, t, reason };
}

function openBrands(config: PacerConfig, state: PacerState, play: StepPlay): Asked {
  const remaining = config.brands.map((_, b) => {
    const R = (state.B[b] ?? 0) - (state.W[b] ?? 0);
    return R > 0 && !isBrandCapped(config, play, b) ? R : 0;
  });
  return { P: config.brands.map(() => 0), remaining };
}

/** Moves every window rule on to the window of t. Whether one of them is full. */
function enterWindows({ windows }: PacerConfig, state: PacerState, t: number): boolean {
  let isFull = false;
  for (const [i, window] of windows.entries()) {
    const index = windowIndexAt(window, t);
    if (state.windowIndex[i] !== index) {
      state.windowIndex[i] = index;
      state.windowWins[i] = 0;
    }
    if (window.max > 0 && (state.windowWins[i] ?? 0) >= window.max) isFull = true;
  }
  return isFull;
}

/** In the last seconds what is left is laid over half of them, so that it is gone before they are. */
function giveAway({ asked: { P, remaining }, at, rates }: Asking): void {
  const plays = playsIn(rates, at.left / 2);
  for (let b = 0; b < P.length; b++) {
    const least = (remaining[b] ?? 0) / plays;
    if ((P[b] ?? 0) < least) P[b] = least;
  }
}

function liftToMinimum(asking: Asking, S: number): number {
  const { config, state, at, rates, asked } = asking;
  let lifted = S;
  for (const [i, window] of config.windows.entries()) {
    const wins = state.windowWins[i] ?? 0;
    if (!(wins < window.min)) continue;
    const end = windowEndOf(window, state.windowIndex[i] ?? 0, config.duration);
    const h = pacedAt(config, end) - at.paced;
    lifted = lift(asked, lifted, (window.min - wins) / playsIn(rates, h));
  }
  return lifted;
}

/** The chances of a play in a game whose windows are not full. Returns whether it claims a moment. */
function ask(asking: Asking): boolean {
  switch (asking.config.mode) {
    case "smooth":
      askSmooth(asking);
      return false;
    case "slot":
      askSlot(asking);
      return false;
    case "odds":
      askOdds(asking);
      return false;
    case "moments":
    case "hybrid":
      return askMoments(asking);
  }
}

function settle(asking: Asking): { S: number; claims: boolean } {
  const { config, at, asked } = asking;
  const claims = ask(asking);
  if (at.left <= config.finale) giveAway(asking);
  let S = sumOf(asked.P);
  if (config.mode !== "moments") S = liftToMinimum(asking, S);
  return { S: cut(config, asked.P, S, config.pMax), claims };
}

function take(state: PacerState, config: PacerConfig, brand: number, claims: boolean): void {
  state.W[brand] = (state.W[brand] ?? 0) + 1;
  if (config.mode === "slot") state.slotWins += 1;
  // A coupon won by the odds leaves the moments as they are.
  if (config.mode === "hybrid" && !claims) state.shift[brand] = (state.shift[brand] ?? 0) - 1;
  for (const i of state.windowWins.keys()) state.windowWins[i] = (state.windowWins[i] ?? 0) + 1;
}

/** Takes the arrival in and says where in the game it stands. */
function arrive(
  config: PacerConfig,
  plan: Plan,
  state: PacerState,
  t: number,
): { at: Moment; rates: Rates } {
  const T = pacedDuration(config);
  const paced = pacedAt(config, t);
  const dt = paced - pacedAt(config, state.tLast);
  state.tLast = t;
  return { rates: observe(config, state, { paced, dt, T }), at: momentOf(plan, { t, paced, T }) };
}

/**
 * Decides one play and moves the state on. Refused plays (CAP, WINDOW) take an ordinal and touch nothing
 * else. A time before the last one counts as the last one, so order of arrival never moves time backwards.
 */
export function stepPlay(config: PacerConfig, plan: Plan, state: PacerState, play: StepPlay): Step {
  if (!isOpenAt(config, play.t)) return refuse(state, config, play.t, "WINDOW");
  if (isCapped(config, play)) return refuse(state, config, play.t, "CAP");
  const t = Math.max(play.t, state.tLast);
  const { at, rates } = arrive(config, plan, state, t);
  const asked = openBrands(config, state, play);
  const isFull = enterWindows(config, state, t);
  const { S, claims } = isFull
    ? { S: 0, claims: false }
    : settle({ config, plan, state, at, rates, asked });
  const brand = S > 0 ? brandOf(asked.P, play.u) : -1;
  if (brand >= 0) take(state, config, brand, claims);
  state.k += 1;
  return { brand, S, shares: asked.P, k: state.k, t, reason: "DRAW" };
}
