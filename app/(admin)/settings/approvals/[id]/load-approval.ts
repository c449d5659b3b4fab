import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { ApprovalView } from "#lib/approvals/contract.ts";
import { readApproval } from "#lib/approvals/read-approvals.ts";
import { isStillStanding } from "#lib/campaigns/approved-changes.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export interface LoadedApproval extends ApprovalView {
  /** What it was made against has changed, so it can only be refused or cancelled. */
  readonly isStale: boolean;
}

export const loadApproval = cache(async (publicId: string): Promise<LoadedApproval> => {
  const actor = await requireActor("admin", "marketer");
  const approvalId = fromPublicId("apr", publicId);
  if (!approvalId) notFound();
  const { database } = await webRuntime();
  try {
    const approval = await readApproval(database.sql, actor, { approvalId });
    const { campaignId, kind, basis } = approval;
    if (approval.state !== "PENDING" || campaignId === null || kind === "approvals_off") {
      return { ...approval, isStale: false };
    }
    const about = { campaignId, kind, basis };
    return { ...approval, isStale: !(await isStillStanding(database.sql, actor, about)) };
  } catch (error) {
    if (error instanceof AppError && error.code === "approval_not_found") notFound();
    throw error;
  }
});
