"use client";

import { useState } from "react";
import { Button } from "react-aria-components";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { useResume } from "#components/admin/campaigns/use-resume.ts";

/** Pausing as an action inside a sentence. */
export function PauseLink({
  id,
  name,
  pause,
  resume,
}: {
  readonly id: string;
  readonly name: string;
  readonly pause: CampaignActions["pause"];
  readonly resume: CampaignActions["resume"];
}) {
  const { tellPaused } = useResume({ id, name }, resume);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button className="link cursor-pointer" onPress={() => setAsking(true)}>
        pause the campaign
      </Button>
      <PauseDialog
        name={name}
        isOpen={asking}
        onOpenChange={setAsking}
        pause={(reason) => pause({ campaignId: id, reason })}
        onPaused={tellPaused}
      />
    </>
  );
}
