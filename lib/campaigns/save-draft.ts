import { type CampaignDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import type { SaveDraft, SavedDraft } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import { lockCampaign, updateDoc } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * Stores what the editor holds. `docVersion` is the version the editor started from: when somebody else saved
 * since, nothing is stored and the caller gets version_conflict, never a silent overwrite.
 */
export async function saveDraft(
  deps: CampaignDeps,
  actor: Actor,
  { campaignId, docVersion, doc }: SaveDraft,
): Promise<SavedDraft> {
  requirePermission(actor, "campaign", "edit");
  return deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.state !== "draft") throw new AppError("campaign_state");
    if (row.docVersion !== docVersion) throw new AppError("version_conflict");
    const changes = diffDocs(row.doc, doc);
    if (changes.length === 0) return { docVersion, savedAt: new Date().toISOString() };
    const saved = await updateDoc(tx, {
      id: campaignId,
      doc,
      revision: row.revision,
      updatedBy: userIdOf(actor),
    });
    await writeAudit(tx, {
      actor,
      action: "campaign.saved",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: Object.fromEntries(changes.map(({ path, before }) => [path, before])),
      after: Object.fromEntries(changes.map(({ path, after }) => [path, after])),
      requestId: deps.requestId ?? null,
    });
    return { docVersion: saved.docVersion, savedAt: new Date(saved.savedAt).toISOString() };
  });
}
