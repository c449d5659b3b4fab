"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

export interface BlockActions {
  readonly block: Action<{ serverId: string; reason: string }, void>;
  readonly unblock: Action<{ serverId: string }, void>;
}

/** Takes a promo server out with a reason, or lets it in again with one press. */
export function BlockButton({
  serverId,
  name,
  isBlocked,
  block,
  unblock,
}: BlockActions & {
  readonly serverId: string;
  readonly name: string;
  readonly isBlocked: boolean;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const letIn = () =>
    start(async () => {
      const answer = await callAction(unblock({ serverId }));
      if (!answer.ok) return void toast.failed(answer.message);
      toast.done(`${name} is in again.`);
      router.refresh();
    });
  const takeOut = () =>
    start(async () => {
      const answer = await callAction(block({ serverId, reason }));
      if (!answer.ok) {
        return setRefusal(answer.fields.map(({ message }) => message).join(" ") || answer.message);
      }
      setAsking(false);
      toast.done(`${name} is blocked.`, letIn);
      router.refresh();
    });
  if (isBlocked) {
    return (
      <Button isPending={isPending} onPress={letIn}>
        Unblock
      </Button>
    );
  }
  return (
    <>
      <Button look="danger" onPress={() => setAsking(true)}>
        Block…
      </Button>
      <Dialog title={`Block ${name}?`} isOpen={asking} onOpenChange={setAsking}>
        <p>
          Nothing is posted there until somebody unblocks it. Its promotions go to other promo
          servers with the next allocation; receipts and figures stay.
        </p>
        <TextField
          label="Why"
          hint="For the people who look at it later."
          value={reason}
          onChange={setReason}
          maxLength={300}
          autoComplete="off"
        />
        {refusal ? <ErrorNote sentence={refusal} /> : null}
        <DialogButtons>
          <Button onPress={() => setAsking(false)}>Keep it in</Button>
          <Button look="danger" isPending={isPending} onPress={takeOut}>
            Block
          </Button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
