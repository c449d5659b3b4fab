// The pacing of a staged game in the time of its rehearsal: everything that happens at a time happens that much sooner.
// Hours in which the game is closed are left out, because nobody could test in them; the rest is what will be played.

import type { GameDoc } from "#lib/campaigns/contract.ts";
import { pacerInputOf } from "#lib/campaigns/game-pacing.ts";
import { openSpans, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { budgetOf, type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import type { MomentRecipe, PlanRecipe } from "#lib/pacing/recipe.ts";
import type { PacerWindowInput } from "#lib/pacing/windows.ts";

export interface Pressing {
  readonly timeZone: string;
  /** Seconds of the rehearsal. */
  readonly durationS: number;
  /** Test codes of each prize line; at most what it promises. */
  readonly quantities: readonly number[];
}

/** Slots stay as many: pressed by a fraction more, the last of them does not spill into one of its own. */
const slotEase = 1 + 1e-9;

export function pressedPacing(
  game: GameDoc,
  { timeZone, durationS, quantities }: Pressing,
): PacerConfig {
  const asPlayed = pacerInputOf(game, timeZone);
  const { duration } = asPlayed;
  const hours = { duration, open: openSpans(asPlayed.open ?? [], duration) };
  const open = pacedDuration(hours);
  const at = (s: number) => (pacedAt(hours, s) / open) * durationS;
  const pressed = durationS / open;
  const brands = asPlayed.brands.map((brand, b) => ({ ...brand, budget: quantities[b] ?? 0 }));
  const share = budgetOf(pacerConfig({ duration, brands })) / budgetOf(pacerConfig(asPlayed));
  const { slotGranularity, finale = 0, momentLife = 0 } = asPlayed;
  return pacerConfig({
    ...asPlayed,
    duration: durationS,
    open: [],
    brands,
    windows: (asPlayed.windows ?? []).map((window) =>
      pressedWindow(window, { pressed, at, share, durationS }),
    ),
    finale: finale * pressed,
    momentLife: momentLife * pressed,
    ...(slotGranularity !== undefined && { slotGranularity: slotGranularity * pressed * slotEase }),
    recipe: pressedRecipe(asPlayed.recipe ?? {}, { pressed, at, isWhole: share === 1 }),
  });
}

interface Times {
  /** Seconds of the rehearsal for a second of the game. */
  readonly pressed: number;
  /** When something of an active second of the game comes. */
  readonly at: (s: number) => number;
}

/** Hours and days that are closed from end to end are not there; fewer coupons have narrower limits. */
function pressedWindow(
  { length, edges, min = 0, max = 0, ...window }: PacerWindowInput,
  { pressed, at, share, durationS }: Times & { readonly share: number; readonly durationS: number },
): PacerWindowInput {
  const limits = { ...window, min: Math.floor(min * share), max: Math.ceil(max * share) };
  if (length) return { ...limits, length: length * pressed * slotEase };
  // What begins with the last closing lies at the very end.
  const inside = (edges ?? []).map(at).filter((edge) => edge < durationS);
  return { ...limits, edges: [...new Set(inside)] };
}

function pressedRecipe(
  { opening, closing, moments, ...recipe }: PlanRecipe,
  { pressed, at, isWhole }: Times & { readonly isWhole: boolean },
): PlanRecipe {
  const sooner = (pool: { readonly seconds: number; readonly share: number }) => ({
    ...pool,
    seconds: pool.seconds * pressed,
  });
  return {
    ...recipe,
    ...(opening && { opening: sooner(opening) }),
    ...(closing && { closing: sooner(closing) }),
    ...(moments && { moments: pressedMoments(moments, at, isWhole) }),
  };
}

/** Moments by number or by name are for as many coupons as the game has; fewer test codes are spread evenly. */
function pressedMoments(moments: MomentRecipe, at: Times["at"], isWhole: boolean): MomentRecipe {
  switch (moments.kind) {
    case "counts": {
      if (!isWhole) return { kind: "stratified" };
      const counts = moments.counts.map(({ from, to, count }) => ({
        ...{ from: at(from), to: at(to), count },
      }));
      return { kind: "counts", counts: counts.filter(({ from, to }) => to > from) };
    }
    case "list":
      return isWhole
        ? { kind: "list", times: moments.times.map((times) => times.map(at)) }
        : { kind: "stratified" };
    default:
      return moments;
  }
}
