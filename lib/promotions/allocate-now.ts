import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { type AllocationDiff, diffOf } from "#lib/promotions/allocation-diff.ts";
import { ownerOf } from "#lib/promotions/promotion-deps.ts";
import { type AllocationDeps, allocateWithin } from "#lib/promotions/run-allocation.ts";

/**
 * Runs an allocation at once and answers its diff. With the version of a preview it changes what the preview showed
 * or nothing: `conflict` when another allocation came between.
 */
export async function allocateNow(
  deps: AllocationDeps,
  actor: Actor,
  { expectedVersion }: { readonly expectedVersion?: number } = {},
): Promise<AllocationDiff> {
  requirePermission(actor, "allocation", "run");
  return deps.sql.begin(async (tx) => {
    const actorId = ownerOf(actor);
    const outcome = await allocateWithin(tx, deps, {
      ...{ trigger: "manual", actorId, expectedVersion },
    });
    const { version, epoch, ms, plan } = outcome;
    await writeAudit(tx, {
      actor,
      action: "allocation.run",
      subjectKind: "allocation",
      subjectId: String(version),
      after: { added: plan.added.length, removed: plan.removed.length, ...plan.figures },
      requestId: deps.requestId ?? null,
    });
    return { ...diffOf(plan), dryRun: false, version, epoch, ms };
  });
}
