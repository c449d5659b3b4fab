import type { CampaignDeps } from "#lib/campaigns/campaign-deps.ts";
import { lockCampaign, updateCampaignState } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/** Puts a draft or an ended campaign away. Nothing is deleted; unarchiving brings it back as it was. */
export async function archiveCampaign(
  deps: CampaignDeps,
  actor: Actor,
  input: { readonly campaignId: string; readonly archived?: boolean },
): Promise<void> {
  requirePermission(actor, "campaign", "archive");
  const { campaignId, archived = true } = input;
  await deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    const fits = archived ? ["draft", "ended"].includes(row.state) : row.state === "archived";
    if (!fits) throw new AppError("campaign_state");
    const back = row.publishedAt === null ? "draft" : "ended";
    const state = archived ? "archived" : back;
    await updateCampaignState(tx, campaignId, state);
    await writeAudit(tx, {
      actor,
      action: archived ? "campaign.archived" : "campaign.unarchived",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: { state: row.state },
      after: { state },
      requestId: deps.requestId ?? null,
    });
  });
}
