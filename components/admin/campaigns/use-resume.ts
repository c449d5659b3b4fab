import { useRouter } from "next/navigation";
import { approvalHref } from "#components/admin/approvals/approval-words.ts";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";

/** How a campaign is told to be paused, and how it goes on: by its button, its menu, or the toast's Undo. */
export function useResume(
  { id, name }: { readonly id: string; readonly name: string },
  resume: CampaignActions["resume"],
): { readonly goOn: () => Promise<void>; readonly tellPaused: () => void } {
  const router = useRouter();
  const goOn = async () => {
    const answer = await callAction(resume({ campaignId: id }));
    if (!answer.ok) {
      toast.failed(answer.message);
      return;
    }
    const { approvalId } = answer.value;
    toast.done(
      approvalId
        ? "Sent for approval."
        : `${name} goes on. The rest is laid over the time that is left.`,
    );
    if (approvalId) router.push(approvalHref(approvalId));
    else router.refresh();
  };
  const tellPaused = () => {
    toast.done(`${name} is paused.`, () => void goOn());
    router.refresh();
  };
  return { goOn, tellPaused };
}
