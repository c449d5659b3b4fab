import { randomUUID } from "node:crypto";
import { type CampaignDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import { withFreshIds } from "#lib/campaigns/duplicate-document.ts";
import { lockCampaign, updateCampaignState, updateDoc } from "#lib/campaigns/store-campaigns.ts";
import { deleteGames, lockGames } from "#lib/campaigns/store-live.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * Takes a published campaign back to draft before its first play. Its games get new ids: a commitment that was
 * public stays with the id it was made for, and the next publication commits anew.
 */
export async function withdrawCampaign(
  deps: CampaignDeps,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<void> {
  requirePermission(actor, "campaign", "publish");
  await deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    const games = await lockGames(tx, campaignId);
    if (row.state !== "scheduled" || games.some(({ lastSeq }) => lastSeq > 0)) {
      throw new AppError("campaign_state");
    }
    await deleteGames(tx, campaignId);
    const doc = withFreshIds(row.doc, randomUUID);
    const updatedBy = userIdOf(actor);
    await updateDoc(tx, { id: campaignId, doc, revision: row.revision, updatedBy });
    await updateCampaignState(tx, campaignId, "draft");
    await writeAudit(tx, {
      actor,
      action: "campaign.withdrawn",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: { state: row.state, games: games.map(({ id }) => id) },
      after: { state: "draft" },
      requestId: deps.requestId ?? null,
    });
  });
}
