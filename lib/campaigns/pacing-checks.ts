import type { CampaignDoc, GameDoc } from "#lib/campaigns/contract.ts";
import { gameTimeOf, pacerConfigOf } from "#lib/campaigns/game-pacing.ts";
import type { LimitDoc, PacingDoc } from "#lib/campaigns/pacing-contract.ts";
import { momentListMax, pacingOf } from "#lib/campaigns/pacing-document.ts";
import { openingsOf } from "#lib/pacing/calendar.ts";
import { drawMoments, momentProblems, recipeProblems } from "#lib/pacing/moments.ts";
import { budgetOf, hasMoments, type PacerConfig } from "#lib/pacing/pacer-config.ts";
import { InfeasiblePlanError } from "#lib/pacing/plan-bounds.ts";
import { targetOf } from "#lib/pacing/plan-recipe.ts";
import { windowProblems } from "#lib/pacing/windows.ts";

export interface PacingProblem {
  readonly severity: "error" | "warning";
  /** Below the game: "pacing.limits". */
  readonly path: string;
  readonly message: string;
}

const number = new Intl.NumberFormat("en");
/** Windows of one rule: as many as a plan has slots. Seconds of a year would be millions of them. */
const windowsMost = 20_000;
const answers = new WeakMap<GameDoc, { readonly zone: string; readonly said: PacingProblem[] }>();

/** Everything that speaks against the pacing of a game. A game that did not change is not asked again. */
export function pacingProblems(game: GameDoc, timeZone: string): readonly PacingProblem[] {
  const known = answers.get(game);
  if (known?.zone === timeZone) return known.said;
  const said = find(game, timeZone);
  answers.set(game, { zone: timeZone, said });
  return said;
}

function find(game: GameDoc, timeZone: string): PacingProblem[] {
  const said: PacingProblem[] = [];
  const pacing = pacingOf(game);
  const error = (path: string, message: string) =>
    said.push({ severity: "error", path: `pacing.${path}`, message });
  // Other lines of the checklist ask for a window and for prizes; without them there is nothing to pace.
  if (!(Date.parse(game.endsAt) - Date.parse(game.startsAt) >= 60_000)) return said;
  if (game.prizes.every((prize) => prize.quantity === 0)) return said;
  const durationS = (Date.parse(game.endsAt) - Date.parse(game.startsAt)) / 1000;
  for (const [index, limit] of pacing.limits.entries()) {
    const windows = Math.ceil(durationS / limit.seconds);
    if (limit.per === "slot" && windows > windowsMost && (limit.min > 0 || limit.max > 0)) {
      error(
        `limits.${index}.seconds`,
        `Slots of ${limit.seconds} s make ${number.format(windows)} in this game; ${number.format(windowsMost)} is the most.`,
      );
    }
    if (limit.max > 0 && limit.min > limit.max) {
      error(`limits.${index}.min`, `At least ${limit.min} is more than the most, ${limit.max}.`);
    }
  }
  const time = gameTimeOf(game, timeZone);
  if (pacing.hours.length > 0 && openingsOf(time, pacing.hours).length === 0) {
    error("hours", "The game does not run on any of these days and hours.");
  }
  if (pacing.plan.kind === "hours" && pacing.hours.length === 0) {
    error("hours", "Say at which hours prizes should go.");
  }
  if (pacing.plan.kind === "past" && !pacing.plan.past) {
    error("plan.past", "Choose the earlier game whose traffic the plan follows.");
  }
  if (pacing.plan.kind === "drawn" && !pacing.plan.points.some(({ rate }) => rate > 0)) {
    error("plan.points", "The drawn curve gives nothing out. Lift at least one of its points.");
  }
  if (said.length > 0) return said;
  try {
    for (const message of planProblems(pacerConfigOf(game, timeZone), pacing)) {
      error(message.path, message.text);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    error("mode", "The pacer cannot run on these settings.");
  }
  return [...said, ...warnings(game, pacing)];
}

interface Said {
  readonly path: string;
  readonly text: string;
}

function planProblems(config: PacerConfig, { moments }: PacingDoc): Said[] {
  const { duration, open, windows } = config;
  const limits = windowProblems(windows, { duration, open, budget: budgetOf(config) });
  if (limits.length > 0) return limits.map((text) => ({ path: "limits", text }));
  const recipe = config.recipe.moments;
  if (recipe?.kind === "list" && moments.list.length === 0) {
    return [{ path: "moments.list", text: "Choose the file with the winning moments." }];
  }
  const asked = recipe ? recipeProblems(config, recipe) : [];
  const spot = recipe?.kind === "list" ? "moments.list" : "moments.counts";
  if (asked.length > 0) return asked.map((text) => ({ path: spot, text }));
  try {
    const target = targetOf(config);
    if (!hasMoments(config) || (recipe?.kind !== "counts" && recipe?.kind !== "list")) return [];
    const drawn = drawMoments(config, target, recipe, () => 0.5);
    return momentProblems(config, drawn).map((text) => ({ path: spot, text }));
  } catch (cause) {
    if (cause instanceof InfeasiblePlanError) {
      const [least, most] = [Math.ceil(cause.least), Math.floor(cause.most)];
      const text = `Together these limits leave room for ${number.format(least)} to ${number.format(most)} prizes; the game has ${number.format(budgetOf(config))}.`;
      return [{ path: "limits", text }];
    }
    if (cause instanceof RangeError) {
      const text = "The plan gives nothing out in the time the game is open.";
      return [{ path: "plan.kind", text }];
    }
    throw cause;
  }
}

/** Nobody has to do anything about these; they say what a choice costs. */
function warnings(game: GameDoc, pacing: PacingDoc): PacingProblem[] {
  const out: PacingProblem[] = [];
  const warn = (path: string, message: string) =>
    out.push({ severity: "warning", path: `pacing.${path}`, message });
  const { mode } = pacing;
  if (mode === "moments" || mode === "hybrid") {
    warn(
      "mode",
      "Winning moments can be foreseen after a quiet spell, and the law of some countries forbids them. Have counsel look first.",
    );
  }
  const budget = game.prizes.reduce((sum, prize) => sum + prize.quantity, 0);
  if (mode === "odds" && game.expectedPlays > 0) {
    const due = Math.round(game.expectedPlays * pacing.odds);
    if (Math.abs(due - budget) > budget / 5) {
      warn(
        "odds",
        `At these odds ${number.format(game.expectedPlays)} plays win about ${number.format(due)} of ${number.format(budget)} coupons.`,
      );
    }
  }
  const hard = pacing.limits.find((limit: LimitDoc) => limit.max > 0);
  if (hard && mode !== "odds") {
    warn(
      "limits",
      "A most is held whatever happens: where nobody plays for a while, its prizes stay over.",
    );
  }
  return out;
}

/** A list of moments must fit into the document. */
export function momentListProblem(times: readonly (readonly number[])[]): string | undefined {
  const count = times.reduce((sum, list) => sum + list.length, 0);
  if (count <= momentListMax) return undefined;
  return `The file holds ${number.format(count)} moments; ${number.format(momentListMax)} is the most. Let the game draw them instead.`;
}

/** Adds the pacing of each game to the checklist. */
export function checkPacing(
  doc: CampaignDoc,
  say: (severity: "error" | "warning", path: string, message: string) => void,
): void {
  for (const [index, game] of doc.games.entries()) {
    for (const { severity, path, message } of pacingProblems(game, doc.timeZone)) {
      say(severity, `games.${index}.${path}`, message);
    }
  }
}
