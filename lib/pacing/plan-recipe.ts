// The one way from the settings, with the marketer's description of the plan, and the seed to the plan. The host builds it before the start; whoever verifies the game builds it again and compares.

import { drawMoments, type LabelledDraw } from "#lib/pacing/moments.ts";
import { activeAt, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { budgetOf, hasMoments, type PacerConfig } from "#lib/pacing/pacer-config.ts";
import { buildPlan, type Plan, type PlanShape } from "#lib/pacing/plan.ts";
import type { GroupBound } from "#lib/pacing/plan-bounds.ts";
import type { ControlPoint } from "#lib/pacing/recipe.ts";
import { windowIndexAt, windowSpans } from "#lib/pacing/windows.ts";

const SLOTS = 1000;
const SLOTS_MAX = 20_000;

function rateAt(points: readonly ControlPoint[], x: number): number {
  const next = points.findIndex(({ at }) => at >= x);
  if (next < 0) return points.at(-1)?.rate ?? 1;
  const b = points[next];
  const a = points[next - 1];
  if (!a || !b) return b?.rate ?? 1;
  return b.at > a.at ? a.rate + ((b.rate - a.rate) * (x - a.at)) / (b.at - a.at) : b.rate;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

/**
 * Slots of the plan: 1,000, or as many as it takes for every window to begin with a slot of its own, so that its
 * least and most can be planned exactly.
 */
export function slotsOf(config: PacerConfig): number {
  const T = pacedDuration(config);
  if (config.windows.length === 0 || !Number.isInteger(T)) return SLOTS;
  let unit = T;
  for (const window of config.windows) {
    for (const { from } of windowSpans(window, config)) {
      const paced = pacedAt(config, from);
      if (!Number.isInteger(paced)) return SLOTS;
      unit = greatestCommonDivisor(unit, paced);
    }
  }
  const whole = T / unit;
  if (whole > SLOTS_MAX) return SLOTS;
  return whole * Math.max(1, Math.ceil(SLOTS / whole));
}

/** Active second in the middle of each slot. */
function slotMiddles(config: PacerConfig, J: number): Float64Array {
  const T = pacedDuration(config);
  return Float64Array.from({ length: J }, (_, j) => activeAt(config, ((j + 0.5) / J) * T));
}

function boundsOf(config: PacerConfig, middles: Float64Array): GroupBound[] {
  return config.windows
    .filter(({ min, max }) => min > 0 || max > 0)
    .map((window) => {
      const indexes = Array.from(middles, (t) => windowIndexAt(window, t));
      return {
        groupOf: indexes,
        groups: Math.max(...indexes) + 1,
        min: window.min,
        max: window.max,
      };
    });
}

/** Plays of an earlier game laid on the slots, by its own active time. */
function trafficOn(config: PacerConfig, J: number, traffic: readonly number[]): Float64Array {
  const cumulated = new Float64Array(traffic.length + 1);
  for (const [i, plays] of traffic.entries()) cumulated[i + 1] = (cumulated[i] ?? 0) + plays;
  const upTo = (t: number) => {
    const y = Math.min(1, t / config.duration) * traffic.length;
    const i = Math.min(traffic.length - 1, Math.floor(y));
    return (cumulated[i] ?? 0) + (traffic[i] ?? 0) * (y - i);
  };
  const T = pacedDuration(config);
  const edge = (j: number) => activeAt(config, (j / J) * T);
  return Float64Array.from({ length: J }, (_, j) => Math.max(0, upTo(edge(j + 1)) - upTo(edge(j))));
}

/** The shape buildPlan takes; `finish` is the secret finish in [0, 1). */
export function shapeOf(config: PacerConfig, finish: number): PlanShape {
  const J = slotsOf(config);
  const T = pacedDuration(config);
  const middles = slotMiddles(config, J);
  const { points, traffic, phi, opening, closing } = config.recipe;
  const pool = (of: { seconds: number; share: number }) => ({
    slots: Math.max(1, Math.round((of.seconds / T) * J)),
    share: of.share,
  });
  return {
    J,
    guard: config.guard,
    finish,
    budget: Math.max(1, budgetOf(config)),
    bounds: boundsOf(config, middles),
    ...(points &&
      points.length > 0 && {
        base: middles.map((t) => Math.max(0, rateAt(points, t / config.duration))),
      }),
    ...(traffic && traffic.length > 0 && { traffic: trafficOn(config, J, traffic) }),
    ...(phi !== undefined && { phi }),
    ...(opening && { opening: pool(opening) }),
    ...(closing && { closing: pool(closing) }),
  };
}

/** The plan without its secret finish: what is promised, and what a run is judged by. */
export function targetOf(config: PacerConfig): Plan {
  return buildPlan({ ...shapeOf(config, 0), guard: 0 });
}

/** The plan of a game. Throws InfeasiblePlanError when the windows cannot hold the budget. */
export function planOf(
  config: PacerConfig,
  { finish, draw }: { readonly finish: number; readonly draw: LabelledDraw },
): Plan {
  const plan = buildPlan(shapeOf(config, finish));
  if (!hasMoments(config)) return plan;
  const target = targetOf(config);
  const how = config.recipe.moments ?? { kind: "stratified" };
  return { ...plan, moments: drawMoments(config, target, how, draw) };
}
