// Winning moments, drawn before the start out of the committed seed: whoever learns the seed after the end draws them
// again and finds the same. Times are paced seconds, lists rise, one list per brand.

import { activeAt, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { type Plan, planAt, planInverse } from "#lib/pacing/plan.ts";
import type { MomentCount, MomentRecipe } from "#lib/pacing/recipe.ts";
import { windowIndexAt, windowSpans } from "#lib/pacing/windows.ts";

/** A number in [0, 1) out of the game seed; the same for the same label. */
export type LabelledDraw = (label: string) => number;

type Game = Pick<PacerConfig, "brands" | "duration" | "mode" | "open" | "recipe" | "windows">;

/** Moments of each brand: one a coupon, or with odds beside them a share of that. */
export function momentCounts(game: Pick<Game, "brands" | "mode" | "recipe">): number[] {
  const share = game.mode === "hybrid" ? (game.recipe.momentShare ?? 0.5) : 1;
  return game.brands.map(({ budget }) => Math.floor(budget * Math.min(1, Math.max(0, share))));
}

/** Moments must lie within the game, so that a play can claim the last one. */
function within(T: number, paced: number): number {
  return Math.min(Math.max(0, paced), T * (1 - 2 ** -40));
}

/** Draws by the plan's curve, without its secret finish: moments keep to the time they were promised for. */
function drawn(game: Game, plan: Plan, isStratified: boolean, draw: LabelledDraw): Float64Array[] {
  const T = pacedDuration(game);
  return momentCounts(game).map((count, b) =>
    Float64Array.from({ length: count }, (_, i) => {
      const u = draw(`${b}|${i}`);
      return within(T, planInverse(plan, isStratified ? (i + u) / count : u) * T);
    }).sort(),
  );
}

/** The brands' coupons one after the other, so that every stretch of the row holds them in proportion. */
function interleaved(game: Game): number[] {
  const units = momentCounts(game).flatMap((count, brand) =>
    Array.from({ length: count }, (_, i) => ({ brand, at: (i + 0.5) / count })),
  );
  return units.sort((a, b) => a.at - b.at || a.brand - b.brand).map(({ brand }) => brand);
}

function counted(game: Game, counts: readonly MomentCount[], draw: LabelledDraw): Float64Array[] {
  const T = pacedDuration(game);
  const row = interleaved(game);
  const lists: number[][] = game.brands.map(() => []);
  let at = 0;
  for (const [index, { from, to, count }] of counts.entries()) {
    const [start, end] = [pacedAt(game, from), pacedAt(game, to)];
    for (let i = 0; i < count && at < row.length; i++, at++) {
      const time = start + ((i + draw(`${index}|${i}`)) / count) * (end - start);
      lists[row[at] ?? 0]?.push(within(T, time));
    }
  }
  return lists.map((list) => Float64Array.from(list).sort());
}

/** Moments as the recipe says. Check `momentProblems` before: this draws what it can. */
export function drawMoments(
  game: Game,
  plan: Plan,
  recipe: MomentRecipe,
  draw: LabelledDraw,
): Float64Array[] {
  switch (recipe.kind) {
    case "uniform":
    case "stratified":
      return drawn(game, plan, recipe.kind === "stratified", draw);
    case "counts":
      return counted(game, recipe.counts, draw);
    case "list": {
      const T = pacedDuration(game);
      return game.brands.map((_, b) =>
        Float64Array.from(recipe.times[b] ?? [], (t) => within(T, pacedAt(game, t))).sort(),
      );
    }
  }
}

/**
 * After a change while live: moments up to `paced` stay as they are, so wins keep their numbers; the rest of the new
 * budget is drawn anew over what is left of the plan. `revision` keeps the draws apart from those before.
 */
export function redrawMoments(
  before: readonly Float64Array[],
  game: Game,
  plan: Plan,
  {
    paced,
    budgets,
    revision,
    draw,
  }: {
    readonly paced: number;
    readonly budgets: readonly number[];
    readonly revision: number;
    readonly draw: LabelledDraw;
  },
): Float64Array[] {
  const T = pacedDuration(game);
  return game.brands.map((_, b) => {
    const past = (before[b] ?? new Float64Array()).filter((time) => time <= paced);
    const rest = Math.max(0, (budgets[b] ?? 0) - past.length);
    const share = planAt(plan, paced / T);
    const coming = Float64Array.from({ length: rest }, (_each, i) => {
      const u = share + ((i + draw(`${revision}|${b}|${i}`)) / rest) * (1 - share);
      return within(T, Math.max(paced, planInverse(plan, u) * T));
    }).sort();
    const list = new Float64Array(past.length + rest);
    list.set(past);
    list.set(coming, past.length);
    return list;
  });
}

/** Why a recipe cannot be followed, in words; none is what is asked. */
export function recipeProblems(game: Game, recipe: MomentRecipe): string[] {
  const wanted = momentCounts(game);
  const budget = wanted.reduce((sum, count) => sum + count, 0);
  if (recipe.kind === "counts") {
    const total = recipe.counts.reduce((sum, { count }) => sum + count, 0);
    const problems: string[] = [];
    if (total !== budget)
      problems.push(`The counts add up to ${total} moments for ${budget} prizes.`);
    for (const { from, to, count } of recipe.counts) {
      if (count > 0 && !(pacedAt(game, to) > pacedAt(game, from))) {
        problems.push(`${count} moments fall into a time when the game is closed.`);
        break;
      }
    }
    return problems;
  }
  if (recipe.kind !== "list") return [];
  return wanted.flatMap((want, b) => {
    const count = recipe.times[b]?.length ?? 0;
    return count === want ? [] : [`Prize ${b + 1} has ${count} moments for ${want} coupons.`];
  });
}

/** Which windows drawn moments leave below their minimum or above their maximum, in words: one line per rule. */
export function momentProblems(game: Game, moments: readonly Float64Array[]): string[] {
  return game.windows.flatMap((window) => {
    const counts = new Map<number, number>();
    for (const list of moments) {
      for (const paced of list) {
        const index = windowIndexAt(window, activeAt(game, paced));
        counts.set(index, (counts.get(index) ?? 0) + 1);
      }
    }
    for (const { from } of windowSpans(window, game)) {
      const index = windowIndexAt(window, from);
      const found = counts.get(index) ?? 0;
      const where = `${window.label} ${index + 1}`;
      if (found < window.min)
        return [`Only ${found} moments fall into ${where}; at least ${window.min} are asked.`];
      if (window.max > 0 && found > window.max) {
        return [`${found} moments fall into ${where}; at most ${window.max} may win.`];
      }
    }
    return [];
  });
}
