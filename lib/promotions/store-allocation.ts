import type { Executor } from "#lib/platform/database.ts";
import type { AllocationTrigger } from "#lib/promotions/contract.ts";

export async function insertWant(db: Executor, trigger: AllocationTrigger): Promise<void> {
  await db`insert into allocation_want (trigger) values (${trigger}::text::allocation_trigger)`;
}
