// What an edit of a running game does to its plan: up to now the curve stays what it was, and what it leaves goes
// along the new one. One function for the host that edits and for whoever replays the ledger later.

import type { LabelledDraw } from "#lib/pacing/moments.ts";
import { momentCounts, redrawMoments } from "#lib/pacing/moments.ts";
import { pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { hasMoments, leadOf, type PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type PacerState, setBudget } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan, planAt } from "#lib/pacing/plan.ts";
import { shapeOf } from "#lib/pacing/plan-recipe.ts";
import type { PlanRecipe } from "#lib/pacing/recipe.ts";
import { type Revision, resumeState } from "#lib/pacing/resume.ts";

/** What may be edited while a game runs: the shape of its plan, and how many coupons each brand has. */
export type PlanChange = {
  readonly shape: Pick<PlanRecipe, "points" | "traffic" | "phi">;
  readonly budgets: readonly number[];
};

/** The new curve has nothing to give out in the time that is left. */
export class EmptyPlanError extends Error {
  override readonly name = "EmptyPlanError";
}

/** The change that a later revision made, so that it can be made again and compared. */
export function changeIn({ recipe, brands }: PacerConfig): PlanChange {
  const { points, traffic, phi } = recipe;
  return {
    shape: {
      ...(points && { points }),
      ...(traffic && { traffic }),
      ...(phi !== undefined && { phi }),
    },
    budgets: brands.map(({ budget }) => budget),
  };
}

function changed(config: PacerConfig, { shape, budgets }: PlanChange): PacerConfig {
  const { points: _, traffic: __, phi: ___, ...rest } = config.recipe;
  return {
    ...config,
    recipe: { ...rest, ...shape },
    brands: config.brands.map((brand, b) => {
      const budget = budgets[b] ?? brand.budget;
      return budget === brand.budget ? brand : { ...brand, budget, lead: leadOf(budget) };
    }),
  };
}

/** Up to `x` of the paced time the old curve, after it what it left along the new one. */
function joined(before: Plan, after: Plan, x: number): Plan {
  const given = planAt(before, x);
  const passed = planAt(after, x);
  if (given >= 1) return before;
  if (passed >= 1) throw new EmptyPlanError("Nothing is planned for the time that is left.");
  const { J } = after;
  const F = new Float64Array(J + 1);
  for (let j = 1; j <= J; j++) {
    const at = j / J;
    F[j] =
      at <= x
        ? planAt(before, at)
        : Math.min(1, given + (1 - given) * ((planAt(after, at) - passed) / (1 - passed)));
  }
  F[J] = 1;
  return { F, J, tf: after.tf };
}

/** Settings and plan from active second t on. `draw` gives the secret finish and the moments that are still to come. */
export function replan(
  { config, plan }: Revision,
  change: PlanChange,
  {
    t,
    revision,
    draw,
  }: { readonly t: number; readonly revision: number; readonly draw: LabelledDraw },
): Revision {
  const edited = changed(config, change);
  const paced = pacedAt(edited, t);
  const x = paced / pacedDuration(edited);
  const after = buildPlan(shapeOf(edited, draw(`${revision}|finish`)));
  const curve = joined(plan, after, x);
  if (!hasMoments(edited)) return { config: edited, plan: curve };
  const moments = redrawMoments(plan.moments ?? [], edited, curve, {
    ...{ paced, revision, draw },
    budgets: momentCounts(edited),
  });
  return { config: edited, plan: { F: curve.F, J: curve.J, tf: curve.tf, moments } };
}

/**
 * The state an edited plan starts from. A budget that was lowered is lowered at once: until somebody counts the stock
 * again the pacer, or whoever raises another brand, would go on with more than is promised now.
 */
export function replanState(state: PacerState, revised: Revision): void {
  resumeState(state, revised);
  for (const [brand, { budget }] of revised.config.brands.entries()) {
    if ((state.B[brand] ?? 0) > budget) setBudget(state, brand, budget);
  }
}
