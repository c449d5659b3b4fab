// From the pacing of a document to what the pacer is told, and why that cannot be, in words. Pure: the editor asks
// the same questions in the browser that publishing asks on the server.

import type { GameDoc } from "#lib/campaigns/contract.ts";
import type { LimitDoc, PacingDoc } from "#lib/campaigns/pacing-contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { dayEdges, type GameTime, hourEdges, openingsOf } from "#lib/pacing/calendar.ts";
import { type PacerConfig, type PacerConfigInput, pacerConfig } from "#lib/pacing/pacer-config.ts";
import type { ControlPoint, MomentRecipe, PlanRecipe } from "#lib/pacing/recipe.ts";
import type { PacerWindowInput } from "#lib/pacing/windows.ts";

type PacedGame = Pick<
  GameDoc,
  "startsAt" | "endsAt" | "prizes" | "expectedPlays" | "winsPerPlayer" | "pacing"
>;

export function gameTimeOf(game: PacedGame, timeZone: string): GameTime {
  return { timeZone, startsAtMs: Date.parse(game.startsAt), endsAtMs: Date.parse(game.endsAt) };
}

function windowOf({ per, seconds, min, max }: LimitDoc, time: GameTime): PacerWindowInput {
  if (per === "slot") return { label: "slot", length: seconds, min, max };
  return { label: per, edges: per === "hour" ? hourEdges(time) : dayEdges(time), min, max };
}

/** A step up at each opening and down at its end: the game stays open, and the plan keeps to the hours. */
function pointsOf(openings: readonly { from: number; to: number }[], duration: number) {
  const points: ControlPoint[] = [{ at: 0, rate: openings[0]?.from === 0 ? 1 : 0 }];
  for (const { from, to } of openings) {
    points.push({ at: from / duration, rate: 0 }, { at: from / duration, rate: 1 });
    points.push({ at: to / duration, rate: 1 }, { at: to / duration, rate: 0 });
  }
  points.push({ at: 1, rate: openings.at(-1)?.to === duration ? 1 : 0 });
  return points;
}

function momentsOf({ moments }: PacingDoc, game: PacedGame, time: GameTime): MomentRecipe {
  const { draw } = moments;
  if (draw === "uniform" || draw === "stratified") return { kind: draw };
  if (draw === "list") {
    const times = game.prizes.map(
      ({ id }) => moments.list.find(({ prizeId }) => prizeId === id)?.times ?? [],
    );
    return { kind: "list", times };
  }
  const edges = moments.per === "hour" ? hourEdges(time) : dayEdges(time);
  const duration = (time.endsAtMs - time.startsAtMs) / 1000;
  const counts = edges.map((from, index) => ({
    from,
    to: edges[index + 1] ?? duration,
    count: moments.counts[index] ?? 0,
  }));
  return { kind: "counts", counts };
}

function recipeOf(pacing: PacingDoc, game: PacedGame, time: GameTime): PlanRecipe {
  const { plan, opening, mode } = pacing;
  const duration = (time.endsAtMs - time.startsAtMs) / 1000;
  const isPaced = mode !== "odds";
  return {
    ...(isPaced && plan.kind === "drawn" && plan.points.length > 0 && { points: plan.points }),
    ...(isPaced &&
      plan.kind === "hours" &&
      !pacing.closedOutside &&
      pacing.hours.length > 0 && {
        points: pointsOf(openingsOf(time, pacing.hours), duration),
      }),
    ...(isPaced &&
      plan.kind === "past" &&
      plan.past && { traffic: plan.past.traffic, phi: plan.past.phi }),
    ...(isPaced && opening.share > 0 && { opening }),
    ...(mode === "hybrid" && { momentShare: pacing.momentShare }),
    ...((mode === "moments" || mode === "hybrid") && { moments: momentsOf(pacing, game, time) }),
  };
}

/** What the pacer of a game is told. The prize lines in their order are its brands. */
export function pacerInputOf(game: PacedGame, timeZone: string): PacerConfigInput {
  const pacing = pacingOf(game);
  const time = gameTimeOf(game, timeZone);
  const isClosing = pacing.closedOutside && pacing.hours.length > 0;
  return {
    mode: pacing.mode,
    duration: (time.endsAtMs - time.startsAtMs) / 1000,
    brands: game.prizes.map(({ quantity, weight, winsPerPlayer }) => ({
      budget: quantity,
      weight,
      playerCap: winsPerPlayer,
    })),
    expectedPlays: game.expectedPlays,
    userCap: game.winsPerPlayer,
    open: isClosing ? openingsOf(time, pacing.hours) : [],
    windows: pacing.limits
      .filter(({ min, max }) => min > 0 || max > 0)
      .map((limit) => windowOf(limit, time)),
    finale: pacing.finaleMinutes * 60,
    pMax: pacing.pMax,
    slotGranularity: pacing.slotSeconds,
    minP: pacing.minP,
    odds: pacing.odds,
    momentLife: pacing.moments.lifeSeconds,
    recipe: recipeOf(pacing, game, time),
  };
}

export function pacerConfigOf(game: PacedGame, timeZone: string): PacerConfig {
  return pacerConfig(pacerInputOf(game, timeZone));
}
