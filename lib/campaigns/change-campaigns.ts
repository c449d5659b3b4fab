import { archiveCampaign } from "#lib/campaigns/archive-campaign.ts";
import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import { pauseCampaign, resumeCampaign } from "#lib/campaigns/pause-campaign.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface ChangeCampaigns {
  readonly campaignIds: readonly string[];
  readonly step: "pause" | "resume" | "archive" | "unarchive";
  readonly reason?: string | undefined;
}

export interface ChangedCampaigns {
  readonly done: readonly string[];
  /** Those that had moved on meanwhile and are as they were. */
  readonly refused: readonly string[];
  /** Those for which a second person was asked. */
  readonly asked: readonly string[];
}

/**
 * One step for several campaigns. Each is a change of its own, with its own audit row: one that is no longer in the
 * state for it is left out, and the others still happen.
 */
export async function changeCampaigns(
  deps: Omit<PublishDeps, "masterSecret">,
  actor: Actor,
  { campaignIds, step, reason }: ChangeCampaigns,
): Promise<ChangedCampaigns> {
  requirePermission(actor, "campaign", step === "pause" || step === "resume" ? "pause" : "archive");
  const done: string[] = [];
  const refused: string[] = [];
  const asked: string[] = [];
  for (const campaignId of new Set(campaignIds)) {
    const target = reason ? { campaignId, reason } : { campaignId };
    try {
      if (step === "pause") await pauseCampaign(deps, actor, target);
      else if (step === "resume") {
        const { approvalId } = await resumeCampaign(deps, actor, target);
        if (approvalId !== null) {
          asked.push(campaignId);
          continue;
        }
      } else await archiveCampaign(deps, actor, { campaignId, archived: step === "archive" });
      done.push(campaignId);
    } catch (error) {
      if (!(error instanceof AppError) || !isPassedOver(error.code)) throw error;
      refused.push(campaignId);
    }
  }
  return { done, refused, asked };
}

function isPassedOver(code: string): boolean {
  return code === "campaign_state" || code === "campaign_not_found";
}
