"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";
import type { DrillView } from "#lib/rehearsal/contract.ts";

const everyMs = 1_000;

/** Figures so far, asked for again every second, and the way to end it. */
export function DrillUnderWay({
  drill,
  cancel,
}: {
  readonly drill: DrillView;
  readonly cancel: Action<{ drillId: string }, void>;
}) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router]);
  const { sent = 0, accepted = 0, delivered = 0 } = drill.progress;
  const stop = async () => {
    setBusy(true);
    const answer = await callAction(cancel({ drillId: drill.id }));
    setBusy(false);
    if (!answer.ok) return toast.failed(answer.message);
    router.refresh();
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status">
        {drill.state === "queued"
          ? "Waits for a worker."
          : `${sent} of ${drill.players} sent, ${accepted} accepted, ${delivered} results delivered.`}
      </p>
      <Button isPending={busy || drill.isCancelling} onPress={() => void stop()}>
        {drill.isCancelling ? "Cancelling…" : "Cancel"}
      </Button>
    </div>
  );
}
