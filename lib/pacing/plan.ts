// The plan says which share of the budget should be gone at each moment: a cumulative curve F on a
// uniform grid of J slots over [0, T). It is built once per game on the host, packed as doubles, and
// read by both pacers (TypeScript and Lua), so nothing here runs per play except the two readers.

/** `F[j]` is the share due at j/J of the duration; `tf` is the share of the duration at which F first reaches 1. */
export type Plan = { readonly F: Float64Array; readonly J: number; readonly tf: number };

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
  /** Coupons the bounds are measured against. */
  readonly budget?: number;
  /** Width of the secret finish in budget space. */
  readonly guard?: number;
  /** The secret finish u* in [0, 1), from the game seed. */
  readonly finish?: number;
};

const SLOTS = 1000;
const BISECTIONS = 80;

/** Thrown when per-slot bounds cannot hold the budget; `least` and `most` are the sums of the bounds in coupons. */
export class InfeasiblePlanError extends Error {
  readonly least: number;
  readonly most: number;
  constructor(least: number, most: number) {
    super(`The slot bounds allow ${least} to ${most} coupons, which does not hold the budget.`);
    this.name = "InfeasiblePlanError";
    this.least = least;
    this.most = most;
  }
}

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

function boundAt(bound: number | ArrayLike<number> | undefined, j: number, absent: number): number {
  if (bound === undefined) return absent;
  return typeof bound === "number" ? bound : (bound[j] ?? absent);
}

/** Clamps mu * x between the bounds, with mu found by bisection so that the sum stays one. */
function bounded(x: Float64Array, shape: PlanShape): Float64Array {
  if (shape.min === undefined && shape.max === undefined) return x;
  const budget = shape.budget ?? 1;
  const lo = x.map((_, j) => boundAt(shape.min, j, 0) / budget);
  const hi = x.map((_, j) => boundAt(shape.max, j, Number.POSITIVE_INFINITY) / budget);
  const least = lo.reduce((sum, value) => sum + value, 0);
  const most = hi.reduce((sum, value) => sum + value, 0);
  const crossed = lo.some((value, j) => value > (hi[j] ?? 0));
  if (least > 1 + 1e-9 || most < 1 - 1e-9 || crossed) {
    throw new InfeasiblePlanError(least * budget, most * budget);
  }
  const clamped = (mu: number) =>
    x.map((value, j) => Math.min(hi[j] ?? 0, Math.max(lo[j] ?? 0, mu * value)));
  const total = (mu: number) => clamped(mu).reduce((sum, value) => sum + value, 0);
  let low = 0;
  let high = 1;
  while (total(high) < 1 - 1e-12 && high < 1e12) high *= 2;
  for (let i = 0; i < BISECTIONS; i++) {
    const mid = (low + high) / 2;
    if (total(mid) < 1) low = mid;
    else high = mid;
  }
  return clamped(high);
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

/**
 * The plan after a pause. `t` is the active time played so far, `T` the old active duration and `Tnew`
 * the new one (shorter by the pause when the end is kept). Up to t the curve is the old one; the rest
 * of it is squeezed into [t, Tnew].
 */
export function resumePlan(
  plan: Plan,
  { t, T, Tnew }: { t: number; T: number; Tnew: number },
): Plan {
  if (!(Tnew > t) || !(T > t) || t < 0) throw new RangeError("Nothing is left to plan after t.");
  const ratio = (T - t) / (Tnew - t);
  const oldTime = (s: number) => (s <= t ? s : t + (s - t) * ratio);
  const F = new Float64Array(plan.J + 1);
  for (let j = 1; j < plan.J; j++) F[j] = planAt(plan, oldTime((j / plan.J) * Tnew) / T);
  F[plan.J] = 1;
  const finish = plan.tf * T;
  const tf = finish <= t ? finish : t + (finish - t) / ratio;
  return { F, J: plan.J, tf: Math.min(1, tf / Tnew) };
}

/** (J+1) little-endian doubles, as both the Lua pacer and the commitment read them. */
export function packPlan(plan: Plan): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * (plan.J + 1)));
  plan.F.forEach((value, j) => {
    view.setFloat64(8 * j, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** The inverse of packPlan; `tf` travels beside the curve because it is not exactly recoverable from it. */
export function unpackPlan(bytes: Uint8Array, tf: number): Plan {
  if (bytes.byteLength < 16 || bytes.byteLength % 8 !== 0)
    throw new RangeError("Not a packed plan.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const F = Float64Array.from({ length: bytes.byteLength / 8 }, (_, j) =>
    view.getFloat64(8 * j, true),
  );
  return { F, J: F.length - 1, tf };
}
