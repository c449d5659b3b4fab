import { type Plan, planAt } from "#lib/pacing/plan.ts";

/**
 * The token bucket on the plan: a coupon goes to the first play after it falls due. No rule that does not
 * know the future follows the plan more closely, and none is easier to predict: a yardstick, not a pacer.
 */
export function bucketChances(
  times: ArrayLike<number>,
  { budget, target, timeOf }: { budget: number; target: Plan; timeOf: (t: number) => number },
  mayWin: (i: number) => boolean = () => true,
): Float64Array {
  let given = 0;
  const chances = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) {
    const due = budget * planAt(target, timeOf(times[i] ?? 0));
    if (!(given < budget && given + 0.5 <= due && mayWin(i))) continue;
    chances[i] = 1;
    given += 1;
  }
  return chances;
}
