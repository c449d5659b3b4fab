import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

/** What a second person is asked for. */
export const approvalKinds = ["campaign_edit", "campaign_resume", "approvals_off"] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

/** `WAIVED` is the operator's own word, given with the owner's login of the database; no process can write it. */
export const approvalStates = ["PENDING", "APPROVED", "REFUSED", "CANCELLED", "WAIVED"] as const;
/** As people see it: a request that nobody answered in time is over without anybody writing so. */
export type ApprovalStateShown = (typeof approvalStates)[number] | "EXPIRED";

/** One line of what would change. */
export interface ApprovalLine {
  readonly path: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface ApprovalListed {
  readonly id: string;
  readonly kind: ApprovalKind;
  readonly state: ApprovalStateShown;
  readonly campaignId: string | null;
  /** Null: none, or a campaign that is gone. */
  readonly campaignName: string | null;
  readonly makerId: string;
  readonly makerName: string | null;
  readonly madeAt: string;
  readonly expiresAt: string;
}

export interface ApprovalView extends ApprovalListed {
  readonly note: string;
  readonly lines: readonly ApprovalLine[];
  /** SHA-256 in hex of what the request was made against. */
  readonly basis: string;
  readonly payload: unknown;
  readonly checkerName: string | null;
  readonly decidedAt: string | null;
  readonly reason: string;
}

export interface ApprovalSwitch {
  readonly isOn: boolean;
  /** People who can sign in and may approve. */
  readonly approvers: number;
}

export const approvalRefSchema = z.strictObject({ approvalId: z.uuid() });
export const settleApprovalSchema = z.strictObject({
  approvalId: z.uuid(),
  verdict: z.enum(["APPROVED", "REFUSED"]),
  reason: z.string().trim().max(500).default(""),
});
export type SettleApproval = z.output<typeof settleApprovalSchema>;
export const approvalSwitchSchema = z.strictObject({ isOn: z.boolean() });

export const approvalErrors = {
  approval_not_found: { status: 404, sentence: "There is no such request." },
  approval_settled: { status: 409, sentence: "This request is answered, cancelled or too old." },
  approval_own: {
    status: 403,
    sentence: "You made this request yourself. Somebody else has to answer it.",
  },
  approval_not_own: { status: 403, sentence: "Only the person who asked may cancel a request." },
  approval_stale: {
    status: 409,
    sentence:
      "What this request was made against has changed meanwhile, so it cannot be approved any more. Nothing was changed; ask anew.",
  },
  approval_reason: { status: 422, sentence: "Say why it is refused." },
  approval_needs_person: {
    status: 403,
    sentence: "A second person has to approve this change, so a person has to ask for it.",
  },
  approval_people: {
    status: 409,
    sentence:
      "At least two people who can sign in must be able to approve. Invite another admin or marketer first.",
  },
} as const satisfies Record<string, ErrorSpec>;
