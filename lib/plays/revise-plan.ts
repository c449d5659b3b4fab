import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { encodeState } from "#lib/pacing/pacer-state.ts";
import { packPlan } from "#lib/pacing/plan.ts";
import { changeIn, type PlanChange, replan, replanState } from "#lib/pacing/replan.ts";
import type { Executor } from "#lib/platform/database.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { planEntry } from "#lib/plays/plan-hash.ts";
import { replanDraws } from "#lib/plays/replan-draws.ts";
import { appendChain, lockChain } from "#lib/plays/store-chain.ts";
import { getPlan, lockPacer, updatePacer } from "#lib/plays/store-pacer.ts";
import { insertPlanRevision, lockActiveUs } from "#lib/plays/store-pause.ts";

/**
 * Lays the rest of a game's plan anew, in the caller's transaction, and says so in the chain: what was due up to now
 * stays, results stay, and the next play meets the new plan. The epoch goes up, so every allocator takes the game
 * over with it. False when nothing differs, or the game is over. Throws EmptyPlanError and InfeasiblePlanError.
 */
export async function revisePlan(
  tx: Executor,
  { gameId, change }: { readonly gameId: string; readonly change: PlanChange },
): Promise<boolean> {
  const shard = 0;
  if (!(await lockChain(tx, gameId, shard))) return false;
  const pacer = await lockPacer(tx, gameId, shard);
  if (!pacer) return false;
  const before = await getPlan(tx, gameId, pacer.planRevision);
  // What was given out is given out: a brand that is withdrawn keeps that as its budget.
  const budgets = change.budgets.map((budget, b) => Math.max(budget, pacer.state.W[b] ?? 0));
  const edit = { shape: change.shape, budgets };
  if (isSame(changeIn(before.config), edit)) return false;
  const activeUs = await lockActiveUs(tx, gameId);
  if (activeUs === undefined) return false;
  const t = activeUs / 1e6;
  const revision = pacer.planRevision + 1;
  const draw = replanDraws({ sha256, hmac: hmacSha256 }, before.plan);
  const { config, plan } = replan(before, edit, { t, revision, draw });
  await insertPlanRevision(tx, {
    ...{ gameId, revision, durationS: config.duration },
    ...{ plan: packPlan(plan), finishShare: plan.tf, config: JSON.stringify(config) },
  });
  const { state } = pacer;
  replanState(state, { config, plan });
  const epoch = pacer.epoch + 1;
  await updatePacer(tx, { gameId, shard, mode: pacer.mode, epoch, planRevision: revision, state });
  const body = {
    ...planEntry(sha256, { revision, config, plan }),
    epoch,
    state: encodeState(state) as unknown as JsonValue,
    t,
  };
  await appendChain(tx, { gameId, shard, kind: "revision", body });
  return true;
}

function isSame(a: PlanChange, b: PlanChange): boolean {
  return canonicalJson(a as unknown as JsonValue) === canonicalJson(b as unknown as JsonValue);
}
