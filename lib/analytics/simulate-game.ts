import { pastTraffic, trafficParts } from "#lib/analytics/past-traffic.ts";
import type { SimulationOrder } from "#lib/analytics/simulate-modes.ts";
import {
  type Simulate,
  simulationPlaysMax,
  simulationWorkMax,
  type TrafficInput,
  type UsePlan,
} from "#lib/analytics/simulation-contract.ts";
import { findPlayedGame, listArrivals } from "#lib/analytics/store-traffic.ts";
import type { CampaignDeps } from "#lib/campaigns/campaign-deps.ts";
import type { GameDoc, SavedDraft } from "#lib/campaigns/contract.ts";
import { pacerInputOf } from "#lib/campaigns/game-pacing.ts";
import { getCampaign } from "#lib/campaigns/get-campaign.ts";
import { pacingProblems } from "#lib/campaigns/pacing-checks.ts";
import type { PlanDoc } from "#lib/campaigns/pacing-contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { saveDraft } from "#lib/campaigns/save-draft.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import type { Traffic } from "#lib/pacing/simulator/simulate-many.ts";
import { arrivals } from "#lib/pacing/simulator/traffic.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Traffic as the engine takes it, and as a plan can follow it. */
interface Expected {
  readonly name: string;
  readonly plays: number;
  readonly traffic: Traffic;
  readonly buckets: readonly number[];
}

/** Where somebody who drew the curve expects people, in equal parts. */
export function bucketsOf(points: readonly { at: number; rate: number }[]): number[] {
  return Array.from({ length: trafficParts }, (_, i) => {
    const x = (i + 0.5) / trafficParts;
    const next = points.findIndex(({ at }) => at >= x);
    const [a, b] = [points[next - 1], points[next]];
    if (!a || !b || b.at <= a.at) return b?.rate ?? points.at(-1)?.rate ?? 0;
    return a.rate + ((b.rate - a.rate) * (x - a.at)) / (b.at - a.at);
  });
}

function patternBuckets(pattern: Extract<TrafficInput, { kind: "pattern" }>["pattern"]): number[] {
  const counts = new Array<number>(trafficParts).fill(0);
  for (const t of arrivals(pattern, 50_000, 1, seeded(1))) {
    const at = Math.min(trafficParts - 1, Math.floor(t * trafficParts));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

async function expect(
  db: Executor,
  actor: Actor,
  input: TrafficInput,
  duration: number,
): Promise<Expected> {
  if (input.kind === "pattern") {
    const { plays, pattern } = input;
    return {
      ...{ name: "Expected traffic", plays },
      traffic: { kind: "pattern", pattern, plays },
      buckets: patternBuckets(pattern),
    };
  }
  if (input.kind === "drawn") {
    const buckets = bucketsOf(input.points);
    if (!buckets.some((count) => count > 0)) {
      const message = "Lift at least one point: nobody would play.";
      throw new AppError("invalid", { fields: [{ path: "traffic", message }] });
    }
    const { plays } = input;
    return {
      ...{ name: "Expected traffic", plays, buckets },
      traffic: { kind: "buckets", buckets, plays },
    };
  }
  const game = await findPlayedGame(db, input.gameId);
  if (!game) throw new AppError("campaign_not_found");
  const { times, players } = await listArrivals(db, input.gameId, simulationPlaysMax);
  const { traffic: buckets, name } = await pastTraffic(db, actor, input);
  // Another length of game gets the same plays at the same shares of its time.
  const scaled = times.map((t) => Math.min((t / game.durationS) * duration, duration * 0.999999));
  const traffic: Traffic = { kind: "trace", times: scaled, players };
  return { name, plays: times.length, traffic, buckets };
}

/** Hours where there are not too many of them, else equal parts. */
export function partsOf(durationS: number): number {
  return Math.min(120, Math.max(24, Math.round(durationS / 3600)));
}

/**
 * What is to be simulated: the game of the document as it stands now, once for each mode, over the expected traffic.
 * A mode whose settings cannot be says so and is not run.
 */
export async function simulationOrder(
  db: Executor,
  actor: Actor,
  input: Simulate,
): Promise<SimulationOrder> {
  requirePermission(actor, "game", "read");
  const { doc } = await getCampaign(db, actor, input);
  const game = doc.games.find(({ id }) => id === input.gameId);
  if (!game) throw new AppError("campaign_not_found");
  const duration = (Date.parse(game.endsAt) - Date.parse(game.startsAt)) / 1000;
  if (!(duration >= 60) || game.prizes.every(({ quantity }) => quantity === 0)) {
    const message = "The game needs a window and a prize before it can be simulated.";
    throw new AppError("invalid", { fields: [{ path: "gameId", message }] });
  }
  const expected = await expect(db, actor, input.traffic, duration);
  const { phi } = input;
  const { name, buckets } = expected;
  const own = pacingOf(game);
  const gameId = input.traffic.kind === "replay" ? input.traffic.gameId : null;
  const plan: PlanDoc =
    input.plan === "document"
      ? own.plan
      : { ...own.plan, kind: "past", past: { gameId, name, traffic: [...buckets], phi } };
  const seeds = Math.max(2, Math.min(input.seeds, Math.floor(simulationWorkMax / expected.plays)));
  const runs = input.modes.map((mode) => {
    const tried: GameDoc = {
      ...game,
      expectedPlays: expected.plays,
      pacing: { ...own, mode, plan },
    };
    const problem = pacingProblems(tried, doc.timeZone).find((each) => each.severity === "error");
    const { mode: _, duration: __, brands, ...settings } = pacerInputOf(tried, doc.timeZone);
    const { traffic } = expected;
    return {
      ...{ mode, refused: problem?.message ?? null },
      request: { mode, duration, brands, traffic, seeds, settings },
    };
  });
  return { runs, parts: partsOf(duration), plan, expectedPlays: expected.plays };
}

/** Writes what was simulated into the draft. The check of the version is that of any other save. */
export async function usePlan(
  deps: CampaignDeps,
  actor: Actor,
  { campaignId, docVersion, gameId, mode, expectedPlays, plan }: UsePlan,
): Promise<SavedDraft> {
  requirePermission(actor, "campaign", "edit");
  const { doc } = await getCampaign(deps.sql, actor, { campaignId });
  const games = doc.games.map((game) => {
    if (game.id !== gameId) return game;
    const own = pacingOf(game);
    const past = plan.past ?? own.plan.past;
    return {
      ...{ ...game, expectedPlays },
      pacing: { ...own, mode, plan: { ...own.plan, kind: plan.kind, past } },
    };
  });
  return saveDraft(deps, actor, { campaignId, docVersion, doc: { ...doc, games } });
}
