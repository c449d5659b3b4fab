import { z } from "zod";
import { basisOf } from "#lib/approvals/request-approval.ts";
import type { ApprovedChange } from "#lib/approvals/settle-approval.ts";
import type { CampaignDeps, PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import { campaignDocSchema } from "#lib/campaigns/contract.ts";
import { applyLiveEdit } from "#lib/campaigns/edit-live-campaign.ts";
import { goOn, standingOf } from "#lib/campaigns/pause-campaign.ts";
import { type CampaignRow, findCampaign, lockCampaign } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError, assert } from "#lib/platform/errors.ts";

const editPayload = z.strictObject({
  doc: campaignDocSchema,
  note: z.string(),
  /** For the guard of the database alone. */
  prizes: z.array(z.unknown()),
});

/** What each kind of request was made against, as the campaign stands now. */
const standings = {
  campaign_edit: (row: CampaignRow) => basisOf(row.doc),
  campaign_resume: (row: CampaignRow) => basisOf(standingOf(row)),
} as const;

async function lockUnchanged(
  tx: Executor,
  { approval }: ApprovedChange,
  kind: keyof typeof standings,
): Promise<CampaignRow> {
  assert(approval.campaignId !== null, "a request about a campaign names it");
  const row = await lockCampaign(tx, approval.campaignId);
  if (standings[kind](row) !== approval.basis) throw new AppError("approval_stale");
  return row;
}

/** An approved live edit: the very document that was asked for, by whoever asked, over the very one it was asked against. */
export async function applyApprovedEdit(
  tx: Executor,
  deps: PublishDeps,
  change: ApprovedChange,
): Promise<void> {
  requirePermission(change.checker, "campaign", "edit");
  const row = await lockUnchanged(tx, change, "campaign_edit");
  const { doc, note } = editPayload.parse(change.approval.payload);
  const { id, makerId } = change.approval;
  const edit = { row, campaignId: row.id, docVersion: row.docVersion, doc, note };
  await applyLiveEdit(tx, deps, change.checker, { ...edit, approved: { id, makerId } });
}

/** An approved resumption of a campaign that was held. */
export async function applyApprovedResume(
  tx: Executor,
  deps: CampaignDeps & Pick<PublishDeps, "plays">,
  change: ApprovedChange,
): Promise<void> {
  requirePermission(change.checker, "campaign", "pause");
  const row = await lockUnchanged(tx, change, "campaign_resume");
  const { id: approval } = change.approval;
  await goOn(tx, deps, { actor: change.checker, row, note: { approval } });
}

/** Whether a request about a campaign still stands on what it was made against. */
export async function isStillStanding(
  db: Executor,
  actor: Actor,
  about: {
    readonly campaignId: string;
    readonly kind: keyof typeof standings;
    readonly basis: string;
  },
): Promise<boolean> {
  requirePermission(actor, "campaign", "read");
  const row = await findCampaign(db, about.campaignId);
  return row !== undefined && standings[about.kind](row) === about.basis;
}
