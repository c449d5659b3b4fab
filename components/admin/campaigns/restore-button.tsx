"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { approvalHref } from "#components/admin/approvals/approval-words.ts";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { SavedLive } from "#lib/campaigns/guarded-changes.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function RestoreButton({
  campaignId,
  revision,
  docVersion,
  isLive,
  restore,
}: {
  readonly campaignId: string;
  readonly revision: number;
  readonly docVersion: number;
  readonly isLive: boolean;
  readonly restore: Action<{ campaignId: string; revision: number; docVersion: number }, SavedLive>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const answer = await callAction(restore({ campaignId, revision, docVersion }));
    setBusy(false);
    setAsking(false);
    if (!answer.ok) return toast.failed(answer.message);
    const { approvalId } = answer.value;
    toast.done(approvalId ? "Sent for approval." : `Revision ${revision} is restored.`);
    if (approvalId) return router.push(approvalHref(approvalId));
    router.refresh();
  };
  return (
    <>
      <Button aria-label={`Restore revision ${revision}`} onPress={() => setAsking(true)}>
        Restore
      </Button>
      <ConfirmDialog
        title={`Restore revision ${revision}?`}
        confirm="Restore"
        danger={false}
        isOpen={asking}
        onOpenChange={setAsking}
        onConfirm={() => void run()}
        isPending={busy}
      >
        <p>
          {isLive
            ? "Everything that may still change becomes what it was then, for players at once. What is locked stays. It is written as a new revision."
            : "The draft becomes what it was then. Nothing is lost: the present text is in the activity log."}
        </p>
      </ConfirmDialog>
    </>
  );
}
