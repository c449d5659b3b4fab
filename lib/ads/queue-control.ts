import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { askDrain, setPaused } from "#lib/ads/queue/store-registry.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

type ControlDeps = Pick<AdDeps, "sql" | "requestId">;

/** Nobody takes ads any more, or everybody again; what is under way is finished. Workers hear of it within a second. */
export async function pauseDesk(
  deps: ControlDeps,
  actor: Actor,
  { isPaused }: { readonly isPaused: boolean },
): Promise<void> {
  requirePermission(actor, "ad", "operate");
  await deps.sql.begin(async (tx) => {
    await setPaused(tx, isPaused);
    await writeAudit(tx, {
      actor,
      action: isPaused ? "ad_desk.paused" : "ad_desk.resumed",
      subjectKind: "ad_desk",
      subjectId: "queue",
      requestId: deps.requestId ?? null,
    });
  });
}

/** Has a worker finish what it has and take no more, or lets it take again. */
export async function drainWorker(
  deps: ControlDeps,
  actor: Actor,
  { workerId, isAsked }: { readonly workerId: string; readonly isAsked: boolean },
): Promise<void> {
  requirePermission(actor, "ad", "operate");
  await deps.sql.begin(async (tx) => {
    if (!(await askDrain(tx, workerId, isAsked))) throw new AppError("not_found");
    await writeAudit(tx, {
      actor,
      action: isAsked ? "ad_worker.drained" : "ad_worker.let_on",
      subjectKind: "ad_worker",
      subjectId: workerId,
      requestId: deps.requestId ?? null,
    });
  });
}
