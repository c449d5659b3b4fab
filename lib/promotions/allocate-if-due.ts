import {
  type AllocationDeps,
  type AllocationOutcome,
  runAllocation,
} from "#lib/promotions/run-allocation.ts";
import { findDue } from "#lib/promotions/store-allocation.ts";

/** One round of the rebalancer: an allocation when a fact asks for it or its quarter of an hour is over. */
export async function allocateIfDue(deps: AllocationDeps): Promise<AllocationOutcome | undefined> {
  const trigger = await findDue(deps.sql);
  return trigger && runAllocation(deps, { trigger });
}
