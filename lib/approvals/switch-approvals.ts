import { basisOf, requestApproval } from "#lib/approvals/request-approval.ts";
import type { Applier } from "#lib/approvals/settle-approval.ts";
import {
  countApprovers,
  findOpen,
  insertWaiver,
  isSwitchOn,
  setSwitch,
} from "#lib/approvals/store-approvals.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

interface SwitchDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

const leastApprovers = 2;
const basis = basisOf({ required: true });

/**
 * Turns the second person on at once, or asks one to turn it off. An installation with a single person cannot turn it
 * on, so nobody locks themselves out. Answers the request that turning it off became, or null.
 */
export async function switchApprovals(
  deps: SwitchDeps,
  actor: Actor,
  { isOn }: { readonly isOn: boolean },
): Promise<{ readonly approvalId: string | null }> {
  requirePermission(actor, "setting", "edit");
  const requestId = deps.requestId ?? null;
  return deps.sql.begin(async (tx) => {
    if ((await isSwitchOn(tx)) === isOn) return { approvalId: null };
    if (isOn) {
      if ((await countApprovers(tx)) < leastApprovers) throw new AppError("approval_people");
      await setSwitch(tx, true);
      await noteSwitch(tx, actor, { isOn, requestId });
      return { approvalId: null };
    }
    const open = await findOpen(tx, "approvals_off");
    if (open) return { approvalId: open };
    const lines = [
      { path: "required", label: "A second person approves", before: "On", after: "Off" },
    ];
    const approvalId = await requestApproval(tx, {
      ...{ actor, kind: "approvals_off", campaignId: null, payload: {}, lines, basis, requestId },
    });
    return { approvalId };
  });
}

/** What an approved request to turn it off does. */
export const applySwitchOff: Applier = async (tx, { approval, checker }) => {
  if (approval.basis !== basis || !(await isSwitchOn(tx))) throw new AppError("approval_stale");
  await setSwitch(tx, false);
  await noteSwitch(tx, checker, { isOn: false, requestId: null, approval: approval.id });
};

/**
 * The operator's way out when too few people are left to approve: it needs the owner's login of the database, which no
 * process has, and stands in the log. False when nothing was on.
 */
export async function waiveApprovals(
  deps: SwitchDeps,
  actor: Actor,
  { reason }: { readonly reason: string },
): Promise<boolean> {
  requirePermission(actor, "setting", "edit");
  if (actor.kind !== "system") throw new AppError("forbidden");
  return deps.sql.begin(async (tx) => {
    if (!(await isSwitchOn(tx))) return false;
    const approval = await insertWaiver(tx, reason);
    await setSwitch(tx, false);
    await noteSwitch(tx, actor, { isOn: false, requestId: deps.requestId ?? null, approval });
    return true;
  });
}

async function noteSwitch(
  tx: Executor,
  actor: Actor,
  note: { readonly isOn: boolean; readonly requestId: string | null; readonly approval?: string },
): Promise<void> {
  await writeAudit(tx, {
    actor,
    action: note.isOn ? "approval.switched_on" : "approval.switched_off",
    subjectKind: "setting",
    subjectId: "approvals.required",
    before: { isOn: !note.isOn },
    after: { isOn: note.isOn, ...(note.approval ? { approval: note.approval } : {}) },
    requestId: note.requestId,
  });
}
