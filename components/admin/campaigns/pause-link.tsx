"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";
import { PauseDialog } from "#components/admin/campaigns/pause-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";

/** Pausing as an action inside a sentence. */
export function PauseLink({
  id,
  name,
  pause,
}: {
  readonly id: string;
  readonly name: string;
  readonly pause: CampaignActions["pause"];
}) {
  const router = useRouter();
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
        onPaused={() => {
          toast.done(`${name} is paused.`);
          router.refresh();
        }}
      />
    </>
  );
}
