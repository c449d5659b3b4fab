"use server";

import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { approvalSwitchSchema } from "#lib/approvals/contract.ts";
import { switchApprovals } from "#lib/approvals/switch-approvals.ts";
import { action } from "#lib/http/next/action.ts";

export const turn = action(["admin"], approvalSwitchSchema, (context) =>
  switchApprovals(changeDeps(context), context.actor, context.input),
);
