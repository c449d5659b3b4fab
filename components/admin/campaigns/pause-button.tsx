"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { approvalHref } from "#components/admin/approvals/approval-words.ts";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { CampaignState } from "#lib/campaigns/contract.ts";

/** Stops a live campaign, or lets a paused one go on with one click. */
export function PauseButton({
  id,
  name,
  state,
  actions,
}: {
  readonly id: string;
  readonly name: string;
  readonly state: CampaignState;
  readonly actions: Pick<CampaignActions, "pause" | "resume">;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (state === "paused") {
    const resume = async () => {
      setBusy(true);
      const answer = await callAction(actions.resume({ campaignId: id }));
      setBusy(false);
      if (!answer.ok) return toast.failed(answer.message);
      const { approvalId } = answer.value;
      toast.done(
        approvalId
          ? "Sent for approval."
          : `${name} goes on. The rest is laid over the time that is left.`,
      );
      if (approvalId) return router.push(approvalHref(approvalId));
      router.refresh();
    };
    return (
      <Button isPending={busy} onPress={() => void resume()}>
        Resume
      </Button>
    );
  }
  if (state !== "live") return null;
  return (
    <>
      <Button onPress={() => setAsking(true)}>Pause</Button>
      <PauseDialog
        name={name}
        isOpen={asking}
        onOpenChange={setAsking}
        pause={(reason) => actions.pause({ campaignId: id, reason })}
        onPaused={() => {
          toast.done(`${name} is paused.`);
          router.refresh();
        }}
      />
    </>
  );
}
