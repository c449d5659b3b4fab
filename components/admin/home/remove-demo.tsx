"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** One press and a yes; what an admin made is never part of it. */
export function RemoveDemo({ removeDemo }: { readonly removeDemo: Action<unknown, void> }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    const answer = await callAction(removeDemo({}));
    setBusy(false);
    setAsking(false);
    if (!answer.ok) return toast.failed(answer.message);
    toast.done("The demo is gone.");
    router.refresh();
  };
  return (
    <>
      <Button look="quiet" onPress={() => setAsking(true)}>
        Remove the demo
      </Button>
      <ConfirmDialog
        title="Remove the demo?"
        confirm="Remove it"
        isOpen={asking}
        onOpenChange={setAsking}
        onConfirm={() => void remove()}
        isPending={busy}
      >
        <p>Its campaigns, plays, brands and codes go. Nothing of yours is touched.</p>
      </ConfirmDialog>
    </>
  );
}
