import { randomBytes } from "node:crypto";
import type { CampaignDoc, GameDoc, GameState } from "#lib/campaigns/contract.ts";
import { type GamePlan, planGame } from "#lib/campaigns/game-plan.ts";
import { sealGameSeed } from "#lib/campaigns/game-seed.ts";
import type { PlayPort } from "#lib/campaigns/play-port.ts";
import { insertGame, insertPlan, insertPrize } from "#lib/campaigns/store-games.ts";
import { openEdgesUs } from "#lib/pacing/open-hours.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import { packPlan } from "#lib/pacing/plan.ts";
import type { Executor } from "#lib/platform/database.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";

const partitions = 16;
/** Caps of anonymous games per address or /64: a player is only a browser there, and browsers are free. */
const anonymousCaps = { playsPerNetwork: 60, winsPerNetwork: 5 } as const;
const hallCaps = { playsPerNetwork: 0, winsPerNetwork: 0 } as const;

export interface LayOut {
  readonly campaignId: string;
  readonly doc: Pick<CampaignDoc, "timeZone" | "hallMode" | "rules">;
  readonly game: GameDoc;
  readonly position: number;
  readonly state: GameState;
  /** Only tests and the demo bring their own. */
  readonly seed?: Buffer;
  /** Only a rehearsal is paced otherwise than its document says. */
  readonly config?: PacerConfig;
}

/** Caps per network: only anonymous games outside halls have them. */
export function networkCaps(game: Pick<GameDoc, "whoMayPlay">, hallMode: boolean) {
  return game.whoMayPlay === "anonymous" && !hallMode ? anonymousCaps : hallCaps;
}

/**
 * Writes a game as the play path reads it: game, prizes, plan, sealed seed and commitment, then its pacer and
 * chain through the port. All in the caller's transaction, so a half-published game cannot be seen.
 */
export async function layOutGame(
  tx: Executor,
  deps: { readonly masterSecret: string; readonly plays: Pick<PlayPort, "openGame"> },
  { campaignId, doc, game, position, state, ...given }: LayOut,
): Promise<GamePlan> {
  const seed = given.seed ?? randomBytes(32);
  const planned = planGame(
    { sha256, hmac: hmacSha256 },
    {
      ...{ game, timeZone: doc.timeZone, rules: doc.rules, seed },
      ...(given.config && { config: given.config }),
    },
  );
  await insertGame(tx, {
    campaignId,
    timeZone: doc.timeZone,
    position,
    state,
    game,
    ...networkCaps(game, doc.hallMode),
    partition: Number.parseInt(game.id.slice(0, 2), 16) % partitions,
    seedCt: sealGameSeed(deps.masterSecret, game.id, seed),
    commitment: planned.commitment,
    openUs: openEdgesUs(planned.config.open),
  });
  for (const [index, prize] of game.prizes.entries()) await insertPrize(tx, game.id, index, prize);
  await insertPlan(tx, {
    gameId: game.id,
    revision: 1,
    durationS: planned.config.duration,
    plan: packPlan(planned.plan),
    finishShare: planned.plan.tf,
    config: JSON.stringify(planned.config),
    committed: planned.committed,
  });
  await deps.plays.openGame(tx, {
    gameId: game.id,
    config: planned.config,
    planRevision: 1,
    commitment: planned.commitment,
  });
  return planned;
}
