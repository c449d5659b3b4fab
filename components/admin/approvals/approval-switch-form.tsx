"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { approvalHref } from "#components/admin/approvals/approval-words.ts";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { plural } from "#components/ui/format-number.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** Whether two people make what gives out more. Turning it off is such a change itself. */
export function ApprovalSwitchForm({
  isOn,
  approvers,
  turn,
}: {
  readonly isOn: boolean;
  readonly approvers: number;
  /** Null: somebody who may look only. */
  readonly turn: Action<{ isOn: boolean }, { readonly approvalId: string | null }> | null;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [isPending, start] = useTransition();
  const apply = () =>
    turn
      ? start(async () => {
          const answer = await callAction(turn({ isOn: !isOn }));
          setAsking(false);
          if (!answer.ok) return void toast.failed(answer.message);
          const { approvalId } = answer.value;
          if (approvalId) {
            toast.done("Sent for approval.");
            return router.push(approvalHref(approvalId));
          }
          toast.done("From now on a second person approves.");
          router.refresh();
        })
      : undefined;
  return (
    <div className="flex flex-col items-start gap-3">
      <p>
        <b className="font-semibold">A second person approves: {isOn ? "on" : "off"}.</b>{" "}
        {isOn ? "These changes wait" : "Where it is on, these changes wait"} for somebody else than
        whoever asked for them:
      </p>
      <ul className="list-disc pl-5">
        <li>more of a prize of a published campaign, or a game added to it</li>
        <li>another coupon pool for such a prize</li>
        <li>going on with a campaign that a restore of the database has stopped</li>
        <li>turning this off</li>
      </ul>
      <p className="text-ink-2">
        {plural(approvers, "person", "people")} can approve: everybody who can sign in as admin or
        marketer.
        {isOn && approvers < 2
          ? " Too few: invite somebody, or ask the operator for “approvals-off”."
          : null}
      </p>
      {turn ? (
        <Button
          look={isOn ? "plain" : "primary"}
          isDisabled={!isOn && approvers < 2}
          onPress={() => setAsking(true)}
        >
          {isOn ? "Ask to turn it off" : "Turn it on"}
        </Button>
      ) : (
        <p className="text-sm text-ink-2">An admin may change it.</p>
      )}
      <ConfirmDialog
        title={isOn ? "Ask to turn it off?" : "Turn it on?"}
        confirm={isOn ? "Send for approval" : "Turn it on"}
        danger={false}
        isOpen={asking}
        isPending={isPending}
        onOpenChange={setAsking}
        onConfirm={() => apply()}
      >
        {isOn
          ? "Somebody else has to approve that one person is enough again."
          : "It takes effect at once. Turning it off again needs a second person as well."}
      </ConfirmDialog>
    </div>
  );
}
