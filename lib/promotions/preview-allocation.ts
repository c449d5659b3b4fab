import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { type AllocationDiff, diffOf } from "#lib/promotions/allocation-diff.ts";
import { planBeside } from "#lib/promotions/compute-beside.ts";
import {
  type AllocationDeps,
  allocationSeed,
  readNetwork,
} from "#lib/promotions/run-allocation.ts";
import { readHead } from "#lib/promotions/store-allocation.ts";

/** What an allocation would change if it ran now. Writes nothing and holds up nobody. */
export async function previewAllocation(
  deps: AllocationDeps,
  actor: Actor,
): Promise<AllocationDiff> {
  requirePermission(actor, "allocation", "read");
  const started = deps.clock.monotonicMs();
  const state = await deps.sql.begin("isolation level repeatable read read only", async (tx) => {
    const head = await readHead(tx);
    const network = await readNetwork(tx, head, allocationSeed(deps.masterSecret, head.seedCt));
    return { head, network };
  });
  const plan = await planBeside(state.network);
  const ms = deps.clock.monotonicMs() - started;
  const { version } = state.head;
  return { ...diffOf(plan), dryRun: true, version, epoch: state.network.epoch, ms };
}
