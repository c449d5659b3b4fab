import type { z } from "zod";
import type { GameDoc, rulesSchema } from "#lib/campaigns/contract.ts";
import { pacerConfigOf } from "#lib/campaigns/game-pacing.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { type Committed, commitmentOf, planJson } from "#lib/fairness/commitment.ts";
import type { HmacSha256, Sha256 } from "#lib/fairness/digest.ts";
import { finishOf, momentDrawsOf } from "#lib/fairness/draw.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { Plan } from "#lib/pacing/plan.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";

type Rules = z.infer<typeof rulesSchema>;

/** A game made ready for play: how it is paced, and the one hash that fixes it before the start. */
export interface GamePlan {
  readonly config: PacerConfig;
  readonly plan: Plan;
  /** RFC 8785 text of {config, plan, rules}: what the commitment covers beside the seed. */
  readonly committed: string;
  readonly commitment: Uint8Array;
}

export interface PlanInput {
  readonly game: GameDoc;
  /** Of the campaign: where hours and days begin. */
  readonly timeZone: string;
  readonly rules: Rules;
  readonly seed: Uint8Array;
  /** Only a rehearsal is paced otherwise than its document says: the same, in less time. */
  readonly config?: PacerConfig;
}

function committedRules(game: GameDoc, rules: Rules): JsonValue {
  const { closeWith, consolation } = pacingOf(game);
  return {
    closeWith,
    consolation,
    startsAt: game.startsAt,
    endsAt: game.endsAt,
    revealSeconds: game.revealSeconds,
    winsPerPlayer: game.winsPerPlayer,
    whoMayPlay: game.whoMayPlay,
    minimumAge: rules.minimumAge,
    officialRules: rules.officialRules,
    prizes: game.prizes.map(({ id, brandId, name, quantity, weight, winsPerPlayer }) => ({
      id,
      brandId,
      name,
      quantity,
      weight,
      winsPerPlayer,
    })),
  };
}

/** Plan with the secret finish out of the seed, and the commitment over all of it. */
export function planGame(
  { sha256, hmac }: { readonly sha256: Sha256; readonly hmac: HmacSha256 },
  { game, timeZone, rules, seed, ...given }: PlanInput,
): GamePlan {
  const config = given.config ?? pacerConfigOf(game, timeZone);
  const plan = planOf(config, {
    finish: finishOf(hmac, seed, game.id),
    draw: momentDrawsOf(hmac, seed, game.id),
  });
  const body: Committed = {
    config: config as unknown as JsonValue,
    rules: committedRules(game, rules),
    plan: planJson(plan),
  };
  return {
    config,
    plan,
    committed: canonicalJson({ config: body.config, plan: body.plan, rules: body.rules }),
    commitment: commitmentOf(sha256, seed, body),
  };
}
