import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { openEdgesUs } from "#lib/pacing/open-hours.ts";
import { encodeState } from "#lib/pacing/pacer-state.ts";
import { packPlan } from "#lib/pacing/plan.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import type { Executor } from "#lib/platform/database.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import { planEntry } from "#lib/plays/plan-hash.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { getPlan, lockPacer, updatePacer } from "#lib/plays/store-pacer.ts";
import { insertPlanRevision, markResumed, setOpenHours } from "#lib/plays/store-pause.ts";

/**
 * Lets a paused game go on, in the caller's transaction: the end stays, what is left of the plan is laid over what
 * is left of the time, so nothing piles up and nothing bursts out. The epoch goes up, so every allocator takes the
 * game over anew, with the new plan. False when the game is not paused, or its end has passed.
 */
export async function resumeGame(tx: Executor, gameId: string): Promise<boolean> {
  const shard = 0;
  if (!(await lockChain(tx, gameId, shard))) return false;
  const pacer = await lockPacer(tx, gameId, shard);
  const resumed = await markResumed(tx, gameId);
  if (!pacer || !resumed) return false;
  const { t, durationS, pausedUs } = resumed;
  const before = await getPlan(tx, gameId, pacer.planRevision);
  const { config, plan } = resumePacing(before, { t, duration: durationS });
  const revision = pacer.planRevision + 1;
  await insertPlanRevision(tx, {
    gameId,
    revision,
    durationS,
    plan: packPlan(plan),
    finishShare: plan.tf,
    config: JSON.stringify(config),
  });
  if (before.config.open.length > 0) await setOpenHours(tx, gameId, openEdgesUs(config.open));
  const { state } = pacer;
  resumeState(state, { config, plan });
  const epoch = pacer.epoch + 1;
  await updatePacer(tx, { gameId, shard, mode: pacer.mode, epoch, planRevision: revision, state });
  const body = {
    ...planEntry(sha256, { revision, config, plan }),
    epoch,
    pausedUs,
    state: encodeState(state) as unknown as JsonValue,
    t,
  };
  await appendChain(tx, { gameId, shard, kind: "resume", body });
  return true;
}
