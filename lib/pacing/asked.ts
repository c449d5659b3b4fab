// What the modes share when they work out a play's chances.

import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import type { Rates } from "#lib/pacing/rates.ts";

/** Where a play stands in the game. Times are paced seconds but for `t`. */
export type Moment = {
  /** Active seconds. */
  readonly t: number;
  readonly paced: number;
  /** T: all paced seconds. */
  readonly T: number;
  readonly left: number;
  /** F at the play and its slope per paced second. */
  readonly due: number;
  readonly slope: number;
};

/** The chances of one play while they are worked out. */
export type Asked = {
  /** Probability per brand; changed in place. */
  readonly P: number[];
  /** Coupons left per brand that this player may still win. */
  readonly remaining: number[];
};

/** What a mode is given: everything it may read, and the lists it fills. */
export type Asking = {
  readonly config: PacerConfig;
  readonly plan: Plan;
  readonly state: PacerState;
  readonly at: Moment;
  readonly rates: Rates;
  readonly asked: Asked;
};

export function momentOf(
  plan: Plan,
  { t, paced, T }: { t: number; paced: number; T: number },
): Moment {
  const { J, F } = plan;
  const y = (paced / T) * J;
  let slot = Math.floor(y);
  if (slot > J - 1) slot = J - 1;
  const from = F[slot] ?? 0;
  const rise = (F[slot + 1] ?? 1) - from;
  return { t, paced, T, left: T - paced, due: from + rise * (y - slot), slope: (rise * J) / T };
}

export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum = sum + value;
  return sum;
}

/** Lifts the chances to `least` together, as far as anything is left. Returns S. */
export function lift({ P, remaining }: Asked, S: number, least: number): number {
  const rest = sumOf(remaining);
  if (!(rest > 0) || S >= least) return S;
  const z = S > 0 ? least / S : 0;
  for (let b = 0; b < P.length; b++) {
    P[b] = S > 0 ? (P[b] ?? 0) * z : (least * (remaining[b] ?? 0)) / rest;
  }
  return least;
}

/** Cuts the chances to `most`; the brands' weights say who gives way. Returns S. */
export function cut(config: PacerConfig, P: number[], S: number, most: number): number {
  if (S <= most) return S;
  let q = 0;
  for (let b = 0; b < P.length; b++) {
    const weighted = (P[b] ?? 0) * (config.brands[b]?.weight ?? 1);
    P[b] = weighted;
    q = q + weighted;
  }
  for (let b = 0; b < P.length; b++) P[b] = ((P[b] ?? 0) * most) / q;
  return most;
}
