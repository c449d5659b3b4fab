import { type Plan, planAt } from "#lib/pacing/plan.ts";

/**
 * The token bucket on the plan: a coupon goes to the first play after it falls due. No rule that does not
 * know the future follows the plan more closely, and none is easier to predict: a yardstick, not a pacer.
 */
export function bucketChances(
  times: ArrayLike<number>,
  budget: number,
  plan: Plan,
  duration: number,
) {
  let given = 0;
  return Array.from(times, (t) => {
    const wins = given < budget && given + 0.5 <= budget * planAt(plan, t / duration);
    if (wins) given += 1;
    return wins ? 1 : 0;
  });
}
