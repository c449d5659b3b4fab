import { type CampaignDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import { lockCampaign } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { DrillView } from "#lib/rehearsal/contract.ts";
import { askCancel, findStagedGame, insertDrill, listDrills } from "#lib/rehearsal/store-drill.ts";
import { findRehearsal } from "#lib/rehearsal/store-rehearsal.ts";

/** Orders a stampede on the campaign's rehearsal. A worker runs it; this returns at once. */
export async function orderDrill(
  deps: CampaignDeps,
  actor: Actor,
  { campaignId, players }: { readonly campaignId: string; readonly players: number },
): Promise<{ readonly drillId: string }> {
  requirePermission(actor, "rehearsal", "run");
  return deps.sql.begin(async (tx) => {
    await lockCampaign(tx, campaignId);
    const rehearsal = await findRehearsal(tx, campaignId);
    if (!rehearsal) throw new AppError("rehearsal_none");
    const { gameId } = rehearsal;
    if (!(await findStagedGame(tx, gameId))?.isOpen) throw new AppError("rehearsal_over");
    const drillId = await insertDrill(tx, {
      ...{ campaignId, gameId, players, createdBy: userIdOf(actor) },
    });
    if (drillId === undefined) throw new AppError("drill_running");
    await writeAudit(tx, {
      actor,
      action: "drill.ordered",
      subjectKind: "drill",
      subjectId: drillId,
      campaignId,
      after: { players },
      requestId: deps.requestId ?? null,
    });
    return { drillId };
  });
}

export async function cancelDrill(
  deps: CampaignDeps,
  actor: Actor,
  { drillId }: { readonly drillId: string },
): Promise<void> {
  requirePermission(actor, "rehearsal", "run");
  if (!(await askCancel(deps.sql, drillId))) throw new AppError("drill_not_found");
}

/** Drills of a campaign, the newest first. */
export async function readDrills(
  db: Executor,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<readonly DrillView[]> {
  requirePermission(actor, "rehearsal", "read");
  return await listDrills(db, campaignId);
}
