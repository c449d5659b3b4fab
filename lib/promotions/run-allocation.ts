import type { Clock } from "#lib/platform/clock.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError, assert } from "#lib/platform/errors.ts";
import { keptKey } from "#lib/platform/secrets.ts";
import { planBeside } from "#lib/promotions/compute-beside.ts";
import type { AllocationTrigger } from "#lib/promotions/contract.ts";
import type { NetworkState } from "#lib/promotions/network-instance.ts";
import { readPostingRules } from "#lib/promotions/network-settings.ts";
import type { AllocationPlan } from "#lib/promotions/plan-allocation.ts";
import {
  allowLongRun,
  type Head,
  lockHead,
  selectActive,
  selectExposed,
  selectLiveServers,
  selectPlacements,
  takeWants,
} from "#lib/promotions/store-allocation.ts";
import {
  deletePlacements,
  insertChanges,
  insertPlacements,
  insertRun,
  notePromotions,
  raiseBatches,
  raiseVersion,
} from "#lib/promotions/store-run.ts";

export interface AllocationDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  readonly clock: Clock;
  readonly requestId?: string | null;
}

export interface AllocationRequest {
  readonly trigger: AllocationTrigger;
  readonly actorId?: string | null;
  /** The version that a preview was computed from: when it has moved since, nothing is changed. */
  readonly expectedVersion?: number | undefined;
}

export interface AllocationOutcome {
  readonly version: number;
  readonly epoch: number;
  readonly ms: number;
  readonly plan: AllocationPlan;
}

/** The draws of an installation; other ones would move everything, so a change of the master secret keeps them. */
export function allocationSeed(masterSecret: string, sealed: Buffer | null = null): Uint8Array {
  return keptKey(masterSecret, "allocation", sealed);
}

/** Rows as one moment has them: the caller holds the head, or reads a snapshot. */
export async function readNetwork(
  tx: Executor,
  head: Head,
  seed: Uint8Array,
): Promise<NetworkState> {
  const rules = await readPostingRules(tx);
  const servers = await selectLiveServers(tx);
  const promotions = await selectActive(tx);
  const placements = await selectPlacements(tx);
  const exposed = await selectExposed(tx);
  const epoch = head.epoch + (head.isEpochOver ? 1 : 0);
  return { servers, promotions, placements, exposed, rules, epoch, nowMs: head.nowMs, seed };
}

/**
 * One allocation: reads, computes and writes the diff in one transaction that holds the head, so that of two at once
 * the second reads what the first has written. A worker that dies or stops inside leaves nothing behind, because its
 * transaction goes with its session; whoever wakes up after that finds that the version has moved. Wants are taken
 * before the rows are read, in the same transaction: when it breaks off they are there again.
 */
export async function runAllocation(
  deps: AllocationDeps,
  request: AllocationRequest,
): Promise<AllocationOutcome> {
  return deps.sql.begin((tx) => allocateWithin(tx, deps, request));
}

/** The same inside a transaction of the caller, for who writes an audit row with it. */
export async function allocateWithin(
  tx: Executor,
  deps: Omit<AllocationDeps, "sql">,
  { trigger, actorId = null, expectedVersion }: AllocationRequest,
): Promise<AllocationOutcome> {
  await allowLongRun(tx);
  const head = await lockHead(tx);
  if (expectedVersion !== undefined && expectedVersion !== head.version) {
    throw new AppError("conflict");
  }
  const started = deps.clock.monotonicMs();
  await takeWants(tx);
  const state = await readNetwork(tx, head, allocationSeed(deps.masterSecret, head.seedCt));
  const plan = await planBeside(state);
  const ms = deps.clock.monotonicMs() - started;
  const version = head.version + 1;
  await writePlan(tx, head, plan);
  await insertRun(tx, { version, epoch: state.epoch, trigger, ms, actorId, plan });
  return { version, epoch: state.epoch, ms, plan };
}

/** Everything that a computed allocation changes. The version comes first: it stops who computed from an old one. */
export async function writePlan(tx: Executor, head: Head, plan: AllocationPlan): Promise<void> {
  const version = head.version + 1;
  if (!(await raiseVersion(tx, head))) throw new AppError("conflict");
  const gone = await deletePlacements(tx, plan.removed);
  assert(gone === plan.removed.length, "the placements that were read are the ones that stand");
  await insertPlacements(tx, version, plan.added);
  await insertChanges(tx, version, plan);
  await raiseBatches(tx, version, plan.changedServers);
  await notePromotions(tx, plan, head.isEpochOver);
}
