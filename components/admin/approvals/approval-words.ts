import type { StampState } from "#components/ui/stamp.tsx";
import type { ApprovalListed, ApprovalStateShown } from "#lib/approvals/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export const approvalsHref = "/settings/approvals";

export function approvalHref(approvalId: string): string {
  return `${approvalsHref}/${toPublicId("apr", approvalId)}`;
}

/** What a request asks for, as a heading. */
export function approvalTitle({
  kind,
  campaignName,
}: Pick<ApprovalListed, "kind" | "campaignName">) {
  const campaign = campaignName ?? "a campaign that is gone";
  switch (kind) {
    case "campaign_edit":
      return `Change ${campaign}`;
    case "campaign_resume":
      return `Let ${campaign} go on`;
    case "approvals_off":
      return "Do without a second person";
  }
}

export const approvalStamps: Readonly<
  Record<ApprovalStateShown, readonly [stamp: StampState, word: string]>
> = {
  PENDING: ["warn", "Waits"],
  APPROVED: ["ok", "Approved"],
  REFUSED: ["bad", "Refused"],
  CANCELLED: ["draft", "Cancelled"],
  EXPIRED: ["archived", "Expired"],
  WAIVED: ["archived", "By the operator"],
};
