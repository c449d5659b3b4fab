"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { useResume } from "#components/admin/campaigns/use-resume.ts";
import { callAction } from "#components/ui/call-action.ts";
import { Menu, type MenuChoice } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { CampaignState } from "#lib/campaigns/contract.ts";
import type { ActionResult } from "#lib/http/next/action-result.ts";

export interface MenuCampaign {
  readonly id: string;
  readonly href: string;
  readonly name: string;
  readonly state: CampaignState;
  readonly playUrl: string;
}

/** What can be done with a campaign from where it is listed. */
export function CampaignMenu({
  campaign,
  actions,
  withLabel = false,
}: {
  readonly campaign: MenuCampaign;
  readonly actions: CampaignActions;
  readonly withLabel?: boolean;
}) {
  const router = useRouter();
  const [pausing, setPausing] = useState(false);
  const { goOn, tellPaused } = useResume(campaign, actions.resume);
  const campaignId = campaign.id;
  const run = (start: Promise<ActionResult>, done: string, undo?: () => void) =>
    void callAction(start).then((answer) => {
      if (!answer.ok) return toast.failed(answer.message);
      toast.done(done, undo);
      router.refresh();
    });
  const archive = (archived: boolean): void =>
    run(
      actions.archive({ campaignId, archived }),
      archived ? `${campaign.name} is archived.` : `${campaign.name} is back.`,
      archived ? () => archive(false) : undefined,
    );
  const duplicate = () =>
    void callAction(actions.duplicate({ campaignId })).then((answer) => {
      if (!answer.ok) return toast.failed(answer.message);
      toast.done("Copied as a draft. Dates are ahead; coupon pools are yours to choose.");
      router.push(answer.value.href);
    });
  const copyLink = () =>
    void navigator.clipboard.writeText(campaign.playUrl).then(
      () => toast.done("Link copied."),
      () => toast.failed(`The browser refused. The link is ${campaign.playUrl}`),
    );
  const choices: MenuChoice[] = [
    { id: "open", label: "Open", href: campaign.href },
    { id: "edit", label: "Edit", href: `${campaign.href}/edit` },
    { id: "link", label: "Copy the players' link", onAction: copyLink },
    { id: "duplicate", label: "Duplicate", onAction: duplicate },
  ];
  if (campaign.state === "live") {
    choices.push({ id: "pause", label: "Pause…", onAction: () => setPausing(true) });
  }
  if (campaign.state === "paused") {
    choices.push({ id: "resume", label: "Resume", onAction: () => void goOn() });
  }
  if (campaign.state === "scheduled") {
    choices.push({
      id: "withdraw",
      label: "Back to draft",
      onAction: () => run(actions.withdraw({ campaignId }), `${campaign.name} is a draft again.`),
    });
  }
  if (["draft", "ended"].includes(campaign.state)) {
    choices.push({ id: "archive", label: "Archive", onAction: () => archive(true) });
  }
  if (campaign.state === "archived") {
    choices.push({ id: "unarchive", label: "Bring back", onAction: () => archive(false) });
  }
  return (
    <>
      <Menu label={`More for ${campaign.name}`} choices={choices}>
        {withLabel ? "More" : undefined}
      </Menu>
      <PauseDialog
        name={campaign.name}
        isOpen={pausing}
        onOpenChange={setPausing}
        pause={(reason) => actions.pause({ campaignId, reason })}
        onPaused={tellPaused}
      />
    </>
  );
}
