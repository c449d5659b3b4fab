import type { ApprovalKind, ApprovalView, SettleApproval } from "#lib/approvals/contract.ts";
import { readApproval } from "#lib/approvals/read-approvals.ts";
import { settleApproval } from "#lib/approvals/store-approvals.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

export interface ApprovedChange {
  readonly approval: ApprovalView;
  readonly checker: Actor;
}

/** Does what was asked, in the transaction of the answer; throws `approval_stale` when the subject has changed. */
export type Applier = (tx: Executor, change: ApprovedChange) => Promise<void>;

interface ApprovalDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/** Approvals know no campaign: the host hands in what each kind of request does. */
export interface SettleDeps extends ApprovalDeps {
  readonly appliers: Readonly<Record<ApprovalKind, Applier>>;
}

function personId(actor: Actor): string {
  if (actor.kind !== "user") throw new AppError("forbidden");
  return actor.userId;
}

async function findOpen(tx: Executor, actor: Actor, approvalId: string): Promise<ApprovalView> {
  const approval = await readApproval(tx, actor, { approvalId });
  if (approval.state !== "PENDING") throw new AppError("approval_settled");
  return approval;
}

/**
 * The second person's answer. Approving applies exactly what was asked for, in this transaction: either both are
 * there afterwards or neither. Whoever asked cannot answer, here and in the database.
 */
export async function settleRequest(
  deps: SettleDeps,
  actor: Actor,
  { approvalId, verdict, reason }: SettleApproval,
): Promise<void> {
  requirePermission(actor, "approval", "settle");
  const checkerId = personId(actor);
  if (verdict === "REFUSED" && reason === "") {
    throw new AppError("approval_reason", {
      fields: [{ path: "reason", message: "Say why it is refused." }],
    });
  }
  await deps.sql.begin(async (tx) => {
    const approval = await findOpen(tx, actor, approvalId);
    if (approval.makerId === checkerId) throw new AppError("approval_own");
    await settleApproval(tx, { id: approvalId, byId: checkerId, verdict, reason });
    if (verdict === "APPROVED") {
      await deps.appliers[approval.kind](tx, { approval, checker: actor });
    }
    await writeAudit(tx, {
      actor,
      action: verdict === "APPROVED" ? "approval.approved" : "approval.refused",
      subjectKind: "approval",
      subjectId: approvalId,
      campaignId: approval.campaignId,
      before: { maker: approval.makerId },
      after: { kind: approval.kind, reason },
      requestId: deps.requestId ?? null,
    });
  });
}

/** Takes a request back; only whoever made it may. */
export async function cancelRequest(
  deps: ApprovalDeps,
  actor: Actor,
  { approvalId }: { readonly approvalId: string },
): Promise<void> {
  requirePermission(actor, "approval", "cancel");
  const byId = personId(actor);
  await deps.sql.begin(async (tx) => {
    const approval = await findOpen(tx, actor, approvalId);
    if (approval.makerId !== byId) throw new AppError("approval_not_own");
    await settleApproval(tx, { id: approvalId, byId, verdict: "CANCELLED", reason: "" });
    await writeAudit(tx, {
      actor,
      action: "approval.cancelled",
      subjectKind: "approval",
      subjectId: approvalId,
      campaignId: approval.campaignId,
      after: { kind: approval.kind },
      requestId: deps.requestId ?? null,
    });
  });
}
