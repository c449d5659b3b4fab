// Whether a game runs on what was published before it started: commitment, settings, plan and the seed behind them.

import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { type Committed, commitmentOf, planJson } from "#lib/fairness/commitment.ts";
import { sameBytes, toHex } from "#lib/fairness/digest.ts";
import { finishOf, momentDrawsOf } from "#lib/fairness/draw.ts";
import { decodeState, startState } from "#lib/pacing/pacer-state.ts";
import { packPlan } from "#lib/pacing/plan.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { isPlanOf } from "#lib/plays/plan-hash.ts";
import { stateDifference } from "#lib/plays/replay.ts";
import type { PlanRow } from "#lib/plays/store-pacer.ts";

export interface Promised {
  readonly gameId: string;
  readonly seed: Uint8Array;
  readonly commitment: Uint8Array | undefined;
}

/** What is wrong with the first entry of a chain. */
export function genesisFault(
  body: Record<string, unknown>,
  { config, plan, committed }: PlanRow,
  { gameId, seed, commitment }: Promised,
): string | undefined {
  if (body.gameId !== gameId) return "it is of another game";
  if (!isPlanOf(sha256, body, { config, plan })) return "the stored plan is not the one it names";
  const differs = stateDifference(startState(config), decodeState(body.state));
  if (differs) return `it starts with another ${differs} than its settings give`;
  if (!commitment || body.commitment !== toHex(commitment)) {
    return "the commitment is not the published one";
  }
  if (committed === undefined) return "what was committed to is gone";
  const promised = JSON.parse(committed) as Committed;
  if (!sameBytes(commitmentOf(sha256, seed, promised), commitment)) {
    return "seed and settings do not open the commitment";
  }
  if (canonicalJson(promised.config) !== canonicalJson(config as unknown as JsonValue)) {
    return "it runs on other settings than were committed to";
  }
  if (canonicalJson(promised.plan) !== canonicalJson(planJson(plan))) {
    return "it runs on another plan than was committed to";
  }
  const drawn = planOf(config, {
    finish: finishOf(hmacSha256, seed, gameId),
    draw: momentDrawsOf(hmacSha256, seed, gameId),
  });
  const isDrawn = Object.is(drawn.tf, plan.tf) && sameBytes(packPlan(drawn), packPlan(plan));
  return isDrawn
    ? undefined
    : "its plan is not the one that follows from its settings and the seed";
}
