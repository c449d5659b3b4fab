"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

export function ResendButton({
  deliveryId,
  enabled,
  act,
}: {
  readonly deliveryId: string;
  readonly enabled: boolean;
  readonly act: Action<{ deliveryId: string }, void>;
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  if (!enabled) return null;
  const resend = () =>
    start(async () => {
      const result = await callAction(act({ deliveryId }));
      if (!result.ok) {
        toast.failed(result.message);
        return;
      }
      toast.done("It is sent again, under the same id.");
      router.refresh();
    });
  return (
    <Button isPending={isPending} onPress={resend}>
      Resend
    </Button>
  );
}
