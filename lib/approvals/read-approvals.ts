import type { ApprovalListed, ApprovalSwitch, ApprovalView } from "#lib/approvals/contract.ts";
import {
  countApprovers,
  countOpenFor,
  findApproval,
  isSwitchOn,
  selectApprovals,
} from "#lib/approvals/store-approvals.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { iso, isoOrNull } from "#lib/platform/iso-time.ts";

const listed = 100;

/** Those that wait first, then the newest that are over. */
export async function listApprovals(db: Executor, actor: Actor): Promise<ApprovalListed[]> {
  requirePermission(actor, "approval", "read");
  const rows = await selectApprovals(db, listed);
  return rows.map((row) => ({ ...row, madeAt: iso(row.madeAt), expiresAt: iso(row.expiresAt) }));
}

export async function readApproval(
  db: Executor,
  actor: Actor,
  { approvalId }: { readonly approvalId: string },
): Promise<ApprovalView> {
  requirePermission(actor, "approval", "read");
  const row = await findApproval(db, approvalId);
  if (!row) throw new AppError("approval_not_found");
  return {
    ...row,
    madeAt: iso(row.madeAt),
    expiresAt: iso(row.expiresAt),
    decidedAt: isoOrNull(row.decidedAt),
  };
}

/** How many requests wait for this very person. */
export async function approvalNeeds(db: Executor, actor: Actor): Promise<number> {
  requirePermission(actor, "approval", "read");
  return actor.kind === "user" ? countOpenFor(db, actor.userId) : 0;
}

export async function readApprovalSwitch(db: Executor, actor: Actor): Promise<ApprovalSwitch> {
  requirePermission(actor, "approval", "read");
  return { isOn: await isSwitchOn(db), approvers: await countApprovers(db) };
}
