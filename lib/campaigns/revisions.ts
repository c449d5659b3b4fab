import { randomUUID } from "node:crypto";
import { type PublishDeps, userIdOf } from "#lib/campaigns/campaign-deps.ts";
import type { FieldChange } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import { withFreshIds } from "#lib/campaigns/duplicate-document.ts";
import { applyLiveEdit } from "#lib/campaigns/edit-live-campaign.ts";
import type { SavedLive } from "#lib/campaigns/guarded-changes.ts";
import { mergeAtOnce } from "#lib/campaigns/live-fields.ts";
import { factsFor } from "#lib/campaigns/publish-campaign.ts";
import { lockCampaign, selectRevisions, updateDoc } from "#lib/campaigns/store-campaigns.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface RevisionListed {
  readonly revision: number;
  readonly note: string | null;
  readonly authorName: string | null;
  readonly createdAt: string;
  /** Against the revision before; empty for the first. */
  readonly changes: readonly FieldChange[];
}

/** Every publication and live edit, newest first, each with what it changed. */
export async function listRevisions(
  db: Executor,
  actor: Actor,
  { campaignId }: { readonly campaignId: string },
): Promise<RevisionListed[]> {
  requirePermission(actor, "campaign", "read");
  const rows = await selectRevisions(db, campaignId);
  return rows
    .map((row, index) => {
      const before = rows[index - 1];
      return {
        revision: row.revision,
        note: row.note,
        authorName: row.authorName,
        createdAt: new Date(row.createdAt).toISOString(),
        changes: before ? diffDocs(before.doc, row.doc) : [],
      };
    })
    .reverse();
}

export interface Restore {
  readonly campaignId: string;
  readonly revision: number;
  readonly docVersion: number;
}

/**
 * Brings an earlier revision back: into a draft whole, into a published campaign everything that may still
 * change. It is a new revision, never a rewind.
 */
export async function restoreRevision(
  deps: PublishDeps,
  actor: Actor,
  { campaignId, revision, docVersion }: Restore,
): Promise<SavedLive> {
  requirePermission(actor, "campaign", "restore");
  return deps.sql.begin(async (tx) => {
    const row = await lockCampaign(tx, campaignId);
    if (row.docVersion !== docVersion) throw new AppError("version_conflict");
    const found = (await selectRevisions(tx, campaignId)).find(
      (each) => each.revision === revision,
    );
    if (!found) throw new AppError("revision_not_found");
    if (row.state !== "draft") {
      const { nowMs } = await factsFor(tx, campaignId, row.doc);
      const doc = mergeAtOnce(row.doc, found.doc, nowMs);
      const note = `Restored revision ${revision}`;
      return applyLiveEdit(tx, deps, actor, { row, campaignId, docVersion, doc, note });
    }
    const saved = await updateDoc(tx, {
      id: campaignId,
      doc: withFreshIds(found.doc, randomUUID),
      revision: row.revision,
      updatedBy: userIdOf(actor),
    });
    await writeAudit(tx, {
      actor,
      action: "campaign.restored",
      subjectKind: "campaign",
      subjectId: campaignId,
      campaignId,
      before: { docVersion },
      after: { restored: revision },
      requestId: deps.requestId ?? null,
    });
    const savedAt = new Date(saved.savedAt).toISOString();
    return { docVersion: saved.docVersion, savedAt, revision: row.revision, approvalId: null };
  });
}
