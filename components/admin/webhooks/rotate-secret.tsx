"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/http/next/action-result.ts";

export function RotateSecret({
  endpointId,
  overlap,
  zone,
  act,
}: {
  readonly endpointId: string;
  /** Until when the secret before signs as well, if it does. */
  readonly overlap: string | null;
  readonly zone: string;
  readonly act: (input: {
    readonly endpointId: string;
  }) => Promise<ActionResult<{ readonly secret: string }>>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const rotate = () =>
    start(async () => {
      const result = await callAction(act({ endpointId }));
      setAsking(false);
      if (!result.ok) {
        toast.failed(result.message);
        return;
      }
      setFresh(result.value.secret);
      router.refresh();
    });
  return (
    <div className="flex flex-col items-start gap-3">
      {fresh === null ? null : (
        <SecretOnce
          sentence="This is the new secret. Copy it now: it cannot be shown again."
          secret={fresh}
          what="the secret"
        />
      )}
      <p className="text-ink-2">
        {overlap === null
          ? "Every message is signed with it."
          : `Messages carry two signatures, also that of the secret before, until ${overlap} in ${zone}.`}
      </p>
      <Button onPress={() => setAsking(true)}>Rotate the secret</Button>
      <ConfirmDialog
        title="Rotate the secret?"
        confirm="Rotate"
        danger={false}
        isOpen={asking}
        isPending={isPending}
        onOpenChange={setAsking}
        onConfirm={rotate}
      >
        For 24 hours messages are signed with the old secret and the new one, so that the receiver
        can change over. A secret that is still changing over from an earlier rotation stops at
        once.
      </ConfirmDialog>
    </div>
  );
}
