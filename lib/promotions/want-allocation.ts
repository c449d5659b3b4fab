import type { Executor } from "#lib/platform/database.ts";
import type { AllocationTrigger } from "#lib/promotions/contract.ts";
import { insertWant } from "#lib/promotions/store-allocation.ts";

/**
 * Asks for an allocation within a second. Pass the transaction of the fact that makes it necessary: a promotion that
 * began or ended, a promo server that came or went, a weight. It waits for nobody and nobody waits for it.
 */
export async function wantAllocation(tx: Executor, trigger: AllocationTrigger): Promise<void> {
  await insertWant(tx, trigger);
}
