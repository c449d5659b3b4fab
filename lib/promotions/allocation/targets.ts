// What each promo server should carry: in proportion to its weight, but not above its cap, summing up to what is
// booked. The bounds around it say when a load is left alone.

import type { AllocationOptions } from "#lib/promotions/allocation/instance.ts";
import type { Problem } from "#lib/promotions/allocation/problem.ts";

export interface Targets {
  readonly target: Float64Array;
  /** Placing stops here while there is room elsewhere. */
  readonly soft: Int32Array;
  /** Above this a load is brought down to `soft`; below `low` it is brought up to the target. */
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly eps: number;
}

/** Keeps whole numbers what they are in spite of rounding errors. */
const tiny = 1e-9;
const up = (value: number) => Math.ceil(value - tiny);
const down = (value: number) => Math.floor(value + tiny);

/** Caps that could be filled: no more placements than promotions that a promo server may carry. */
function fillableCaps({ n, cap, classOf, classes }: Problem): Float64Array {
  const size = new Int32Array(classes.length);
  for (const [c, of] of classOf.entries()) if (n[c]) size[of] = (size[of] ?? 0) + 1;
  const eligible = new Int32Array(cap.length);
  for (const [of, { servers }] of classes.entries()) {
    const promotions = size[of] ?? 0;
    if (promotions > 0) for (const s of servers) eligible[s] = (eligible[s] ?? 0) + promotions;
  }
  return Float64Array.from(cap, (most, s) => Math.min(most, eligible[s] ?? 0));
}

/** The level at which weights × level, each at most its cap, sum up to the demand. */
function waterLevel(weight: Float64Array, caps: Float64Array, demand: number): number {
  const filled = (level: number) => {
    let sum = 0;
    for (let s = 0; s < caps.length; s++) sum += Math.min(caps[s] ?? 0, level * (weight[s] ?? 0));
    return sum;
  };
  let low = 0;
  let high = 1;
  while (filled(high) < demand && high < 1e15) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (filled(middle) < demand) low = middle;
    else high = middle;
  }
  return high;
}

export function targetsOf(problem: Problem, options: AllocationOptions): Targets {
  const { n, fits, weight, cap } = problem;
  const caps = fillableCaps(problem);
  const booked = n.reduce((sum, each, c) => sum + Math.min(each, fits[c] ?? 0), 0);
  const demand = Math.min(
    booked,
    caps.reduce((sum, each) => sum + each, 0),
  );
  const level = waterLevel(weight, caps, demand);
  const target = Float64Array.from(caps, (most, s) => Math.min(most, level * (weight[s] ?? 0)));
  const eps = options.eps ?? (demand > 50 * cap.length ? 0.05 : 0.1);
  const { epsHi = 0.25, epsLo = 0.25 } = options;
  const most = (factor: number, more: number) =>
    Int32Array.from(target, (t, s) => Math.min(cap[s] ?? 0, up(factor * t + more)));
  return {
    target,
    soft: most(1 + eps, 0),
    high: most(1 + epsHi, 1),
    low: Int32Array.from(target, (t) => down((1 - epsLo) * t) - 1),
    eps,
  };
}

/** Below this a load is too small for a first build. */
export function buildLow({ target, eps }: Targets, s: number): number {
  return down((1 - eps) * (target[s] ?? 0));
}

/** Up to which a promo server with too few is filled. */
export function goalOf({ target }: Targets, s: number): number {
  return down(target[s] ?? 0);
}
