// The plan says which share of the budget should be gone at each moment: a cumulative curve F on a
// uniform grid of J slots over [0, T). It is built once per game on the host, packed as doubles, and
// read by both pacers (TypeScript and Lua), so nothing here runs per play except the two readers.

import { bounded, type GroupBound } from "#lib/pacing/plan-bounds.ts";

/**
 * `F[j]` is the share due at j/J of the paced time; `tf` is the share of it at which F first reaches 1. `moments`
 * are the winning moments per brand in paced seconds, rising; only games of the modes moments and hybrid have them.
 */
export type Plan = {
  readonly F: Float64Array;
  readonly J: number;
  readonly tf: number;
  readonly moments?: readonly Float64Array[];
};

export type Pool = { readonly slots: number; readonly share: number };

export type PlanShape = {
  /** Number of slots; 1000 unless told otherwise. */
  readonly J?: number;
  /** Relative spend per slot, as drawn by hand or by opening hours. */
  readonly base?: ArrayLike<number>;
  /** Plays per slot of the last similar game. */
  readonly traffic?: ArrayLike<number>;
  /** Weight of the traffic curve: 0.8 with traffic, without effect otherwise. */
  readonly phi?: number;
  /** A share of the budget laid over the first slots. */
  readonly opening?: Pool;
  /** A share of the budget laid over the last slots. */
  readonly closing?: Pool;
  /** Least coupons per slot, in coupons. */
  readonly min?: number | ArrayLike<number>;
  /** Most coupons per slot, in coupons. */
  readonly max?: number | ArrayLike<number>;
  /** Least and most coupons per group of slots: slots, hours, days. */
  readonly bounds?: readonly GroupBound[];
  /** Coupons the bounds are measured against. */
  readonly budget?: number;
  /** Width of the secret finish in budget space. */
  readonly guard?: number;
  /** The secret finish u* in [0, 1), from the game seed. */
  readonly finish?: number;
};

const SLOTS = 1000;

/** Builds the curve. Throws InfeasiblePlanError when the bounds cannot hold the budget, RangeError on a shape without weight. */
export function buildPlan(shape: PlanShape = {}): Plan {
  const J = shape.J ?? SLOTS;
  if (!Number.isInteger(J) || J < 1) throw new RangeError("A plan needs at least one slot.");
  const weights = bounded(withPools(mixed(shape, J), shape), shape);
  return accumulate(weights, 1 + (shape.guard ?? 0.01) * (shape.finish ?? 0.5));
}

function sumOf(values: ArrayLike<number>, J: number): number {
  let sum = 0;
  for (let j = 0; j < J; j++) {
    const value = values[j] ?? Number.NaN;
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY) {
      throw new RangeError("A plan needs one finite, non-negative number per slot.");
    }
    sum += value;
  }
  return sum;
}

function mixed(shape: PlanShape, J: number): Float64Array {
  const base = shape.base ?? new Float64Array(J).fill(1);
  const baseSum = sumOf(base, J);
  if (!(baseSum > 0)) throw new RangeError("A plan without weight gives nothing out.");
  const trafficSum = shape.traffic ? sumOf(shape.traffic, J) : 0;
  const phi = trafficSum > 0 ? (shape.phi ?? 0.8) : 0;
  const x = new Float64Array(J);
  for (let j = 0; j < J; j++) {
    const traffic = phi > 0 ? (phi * (shape.traffic?.[j] ?? 0)) / trafficSum : 0;
    x[j] = ((1 - phi) * (base[j] ?? 0)) / baseSum + traffic;
  }
  return x;
}

function withPools(x: Float64Array, { opening, closing }: PlanShape): Float64Array {
  const J = x.length;
  const pools: [Pool | undefined, (slots: number) => number][] = [
    [opening, () => 0],
    [closing, (slots) => J - slots],
  ];
  for (const [pool, start] of pools) {
    if (!pool || pool.share <= 0) continue;
    const slots = Math.min(J, Math.max(1, Math.floor(pool.slots)));
    const from = start(slots);
    for (let j = 0; j < J; j++) {
      const inside = j >= from && j < from + slots ? pool.share / slots : 0;
      x[j] = (1 - pool.share) * (x[j] ?? 0) + inside;
    }
  }
  return x;
}

/** The guard lies in budget space: the curve is steepened and cut at 1, so a late surge is not squeezed. */
function accumulate(x: Float64Array, steepness: number): Plan {
  const J = x.length;
  let sum = 0;
  for (const value of x) sum += value;
  const F = new Float64Array(J + 1);
  let running = 0;
  for (let j = 0; j < J; j++) {
    running += (x[j] ?? 0) / sum;
    F[j + 1] = Math.min(1, running * steepness);
  }
  F[J] = 1;
  return { F, J, tf: finishOf(F, (j) => ((x[j] ?? 0) / sum) * steepness) };
}

function finishOf(F: Float64Array, rise: (j: number) => number): number {
  const J = F.length - 1;
  for (let j = 0; j < J; j++) {
    if ((F[j + 1] ?? 0) < 1) continue;
    const full = rise(j);
    return (j + (full > 0 ? Math.min(1, (1 - (F[j] ?? 0)) / full) : 1)) / J;
  }
  return 1;
}

/** The share due at `x` of the duration. */
export function planAt(plan: Plan, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const y = x * plan.J;
  const i = Math.min(plan.J - 1, Math.floor(y));
  const from = plan.F[i] ?? 0;
  return from + ((plan.F[i + 1] ?? 1) - from) * (y - i);
}

/** The first share of the time at which `share` of the budget is due. */
export function planInverse(plan: Plan, share: number): number {
  let low = 0;
  let high = plan.J;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((plan.F[middle] ?? 1) < share) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  const from = plan.F[low - 1] ?? 0;
  const rise = (plan.F[low] ?? 1) - from;
  return (low - 1 + (rise > 0 ? Math.min(1, (share - from) / rise) : 0)) / plan.J;
}

/**
 * The plan after a pause, in paced seconds. `t` is the time played so far, `T` the old duration and `Tnew`
 * the new one (shorter by the pause when the end is kept). Up to t the curve is the old one; the rest
 * of it is squeezed into [t, Tnew], and so are the moments to come.
 */
export function resumePlan(
  plan: Plan,
  { t, T, Tnew }: { t: number; T: number; Tnew: number },
): Plan {
  if (!(Tnew > t) || !(T > t) || t < 0) throw new RangeError("Nothing is left to plan after t.");
  const ratio = (T - t) / (Tnew - t);
  const oldTime = (s: number) => (s <= t ? s : t + (s - t) * ratio);
  const newTime = (s: number) => (s <= t ? s : t + (s - t) / ratio);
  const F = new Float64Array(plan.J + 1);
  for (let j = 1; j < plan.J; j++) F[j] = planAt(plan, oldTime((j / plan.J) * Tnew) / T);
  F[plan.J] = 1;
  const squeezed = { F, J: plan.J, tf: Math.min(1, newTime(plan.tf * T) / Tnew) };
  if (!plan.moments) return squeezed;
  return { ...squeezed, moments: plan.moments.map((list) => list.map(newTime)) };
}

/** Stands between the curve, whose values are 0 to 1, and the moments. */
const MARK = -1;

/**
 * Little-endian doubles, as the Lua pacer, the chain and Postgres know a plan: F[0..J], and with moments a mark, the
 * number of brands, their numbers of moments, and the moments of one brand after the other.
 */
export function packPlan(plan: Plan): Uint8Array {
  const values = [plan.F];
  if (plan.moments) {
    const counts = plan.moments.map((list) => list.length);
    values.push(Float64Array.from([MARK, counts.length, ...counts]), ...plan.moments);
  }
  const view = new DataView(
    new ArrayBuffer(8 * values.reduce((sum, { length }) => sum + length, 0)),
  );
  let at = 0;
  for (const part of values) {
    for (const value of part) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return new Uint8Array(view.buffer);
}

function momentsFrom(values: Float64Array): Float64Array[] {
  const brands = values[0] ?? 0;
  let at = 1 + brands;
  const lists = Array.from({ length: brands }, (_, b) => {
    const from = at;
    at += values[1 + b] ?? Number.NaN;
    return values.slice(from, at);
  });
  if (at !== values.length) throw new RangeError("Not a packed plan.");
  return lists;
}

/** The inverse of packPlan; `tf` travels beside the curve because it is not exactly recoverable from it. */
export function unpackPlan(bytes: Uint8Array, tf: number): Plan {
  if (bytes.byteLength < 16 || bytes.byteLength % 8 !== 0)
    throw new RangeError("Not a packed plan.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: bytes.byteLength / 8 }, (_, j) =>
    view.getFloat64(8 * j, true),
  );
  const mark = values.indexOf(MARK);
  if (mark < 0) return { F: values, J: values.length - 1, tf };
  if (mark < 2) throw new RangeError("Not a packed plan.");
  const moments = momentsFrom(values.subarray(mark + 1));
  return { F: values.slice(0, mark), J: mark - 1, tf, moments };
}
