// Soft guarantees: the plan is bent so that every slot, hour or day gets no less and no more than it may. Between
// the bounds the shape stays, scaled by one factor that bisection finds.

/** Thrown when bounds cannot hold the budget; `least` and `most` are the sums of the bounds in coupons. */
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

/** Bounds for groups of plan slots. */
export type GroupBound = {
  /** Group of each slot, counted from 0. */
  readonly groupOf: ArrayLike<number>;
  readonly groups: number;
  /** Coupons per group; 0 means none. */
  readonly min: number;
  /** Coupons per group; 0 means no limit. */
  readonly max: number;
};

type Bounded = {
  readonly min?: number | ArrayLike<number>;
  readonly max?: number | ArrayLike<number>;
  readonly bounds?: readonly GroupBound[];
  readonly budget?: number;
};

const BISECTIONS = 80;
/** Rules that cut across one another are met in turn; nested ones settle in a few rounds. */
const ROUNDS = 60;

function boundAt(bound: number | ArrayLike<number> | undefined, j: number, absent: number): number {
  if (bound === undefined) return absent;
  return typeof bound === "number" ? bound : (bound[j] ?? absent);
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum;
}

/** Clamps mu * x between the bounds, with mu found by bisection so that the sum stays one. */
function clampAll(
  x: Float64Array,
  { lo, hi, budget }: { lo: Float64Array; hi: Float64Array; budget: number },
): Float64Array {
  const least = sumOf(lo);
  const most = sumOf(hi);
  const crossed = lo.some((value, j) => value > (hi[j] ?? 0));
  if (least > 1 + 1e-9 || most < 1 - 1e-9 || crossed) {
    throw new InfeasiblePlanError(least * budget, most * budget);
  }
  const clamped = (mu: number) =>
    x.map((value, j) => Math.min(hi[j] ?? 0, Math.max(lo[j] ?? 0, mu * value)));
  const total = (mu: number) => sumOf(clamped(mu));
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

function groupSums(x: Float64Array, { groupOf, groups }: GroupBound): Float64Array {
  const sums = new Float64Array(groups);
  for (let j = 0; j < x.length; j++) {
    const g = groupOf[j] ?? 0;
    sums[g] = (sums[g] ?? 0) + (x[j] ?? 0);
  }
  return sums;
}

function holds(x: Float64Array, bound: GroupBound, budget: number): boolean {
  return groupSums(x, bound).every(
    (sum) =>
      sum * budget >= bound.min - 1e-6 && (bound.max === 0 || sum * budget <= bound.max + 1e-6),
  );
}

/** Scales the slots of each group so that its sum lies between the bounds. */
function clampGroups(x: Float64Array, bound: GroupBound, budget: number): Float64Array {
  const { groupOf, groups, min, max } = bound;
  const sums = groupSums(x, bound);
  const sizes = groupSums(new Float64Array(x.length).fill(1), bound);
  // A group without a slot of its own cannot be asked for anything.
  const lo = sizes.map((size) => (size > 0 ? min / budget : 0));
  const hi = new Float64Array(groups).fill(max > 0 ? max / budget : Number.POSITIVE_INFINITY);
  const wanted = clampAll(sums, { lo, hi, budget });
  return x.map((value, j) => {
    const g = groupOf[j] ?? 0;
    const sum = sums[g] ?? 0;
    const all = wanted[g] ?? 0;
    return sum > 0 ? (value * all) / sum : all / (sizes[g] ?? 1);
  });
}

/** Bends a shape that sums to one. Throws InfeasiblePlanError when the bounds cannot hold the budget. */
export function bounded(x: Float64Array, shape: Bounded): Float64Array {
  const budget = shape.budget ?? 1;
  let bent = x;
  if (shape.min !== undefined || shape.max !== undefined) {
    const lo = x.map((_, j) => boundAt(shape.min, j, 0) / budget);
    const hi = x.map((_, j) => boundAt(shape.max, j, Number.POSITIVE_INFINITY) / budget);
    bent = clampAll(bent, { lo, hi, budget });
  }
  const bounds = shape.bounds ?? [];
  for (let round = 0; round < ROUNDS; round++) {
    const broken = bounds.filter((bound) => !holds(bent, bound, budget));
    if (broken.length === 0) return bent;
    for (const bound of broken) bent = clampGroups(bent, bound, budget);
  }
  return bent;
}
