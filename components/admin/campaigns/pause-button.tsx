"use client";

import { useState } from "react";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { useResume } from "#components/admin/campaigns/use-resume.ts";
import { Button } from "#components/ui/button.tsx";
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
  const { goOn, tellPaused } = useResume({ id, name }, actions.resume);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (state === "paused") {
    const resume = async () => {
      setBusy(true);
      await goOn();
      setBusy(false);
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
        onPaused={tellPaused}
      />
    </>
  );
}
