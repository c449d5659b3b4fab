"use server";

import { revalidatePath } from "next/cache";
import { changeDeps, settleDeps } from "#app/(admin)/use-case-deps.ts";
import { approvalRefSchema, settleApprovalSchema } from "#lib/approvals/contract.ts";
import { cancelRequest, settleRequest } from "#lib/approvals/settle-approval.ts";
import { action } from "#lib/http/next/action.ts";

const staff = ["admin", "marketer"] as const;

export const settle = action(staff, settleApprovalSchema, async (context) => {
  await settleRequest(settleDeps(context), context.actor, context.input);
  revalidatePath("/settings/approvals");
});

export const cancel = action(staff, approvalRefSchema, async (context) => {
  await cancelRequest(changeDeps(context), context.actor, context.input);
  revalidatePath("/settings/approvals");
});
