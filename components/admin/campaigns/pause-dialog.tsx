"use client";

import { useState } from "react";
import { texts } from "#components/player/texts.ts";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { ErrorNote, Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ActionResult } from "#lib/http/next/action-result.ts";

/** Says what players will see before it stops them. */
export function PauseDialog({
  name,
  isOpen,
  onOpenChange,
  pause,
  onPaused,
}: {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly pause: (reason: string) => Promise<ActionResult>;
  readonly onPaused: () => void;
}) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = async () => {
    setBusy(true);
    const answer = await callAction(pause(reason));
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.message);
    onOpenChange(false);
    onPaused();
  };
  return (
    <Dialog title={`Pause ${name}?`} isOpen={isOpen} onOpenChange={onOpenChange}>
      <p>
        Players read: <q>{texts.paused}</q> Plays taken before still get their results, and nothing
        is taken back.
      </p>
      <Note tone="plain">
        The end stays where it is. When you resume, the rest of the coupons is laid over the time
        that is left, without a burst.
      </Note>
      <TextField
        label="Why (optional)"
        hint="For the activity log."
        value={reason}
        onChange={setReason}
        maxLength={200}
      />
      {refusal ? <ErrorNote sentence={refusal} /> : null}
      <DialogButtons>
        <Button onPress={() => onOpenChange(false)}>Keep it running</Button>
        <Button look="primary" isPending={busy} onPress={() => void submit()}>
          Pause
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
