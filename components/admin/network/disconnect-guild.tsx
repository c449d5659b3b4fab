"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";
import type { Platform } from "#lib/promotions/contract.ts";

export function DisconnectGuild({
  platform,
  guildId,
  isLeaving,
  act,
}: {
  readonly platform: Platform;
  readonly guildId: string;
  /** Disconnected already, and the API has not unregistered it yet. */
  readonly isLeaving: boolean;
  readonly act: Action<{ platform: Platform; guildId: string }, void>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [isPending, start] = useTransition();
  const disconnect = () =>
    start(async () => {
      const answer = await callAction(act({ platform, guildId }));
      setAsking(false);
      if (!answer.ok) return void toast.failed(answer.message);
      toast.done(`The promoter posts to ${guildId} no more.`);
      start(() => router.push("/promo-servers/promoter"));
    });
  return (
    <>
      <Button look="danger" onPress={() => setAsking(true)}>
        {isLeaving ? "Forget…" : "Disconnect…"}
      </Button>
      <ConfirmDialog
        title={isLeaving ? `Forget ${guildId}?` : `Disconnect ${guildId}?`}
        confirm={isLeaving ? "Forget" : "Disconnect"}
        isOpen={asking}
        isPending={isPending}
        onOpenChange={setAsking}
        onConfirm={disconnect}
      >
        {isLeaving
          ? "Nobody asks the API again: its promo server falls silent, and its promotions go to others within an hour."
          : "The promoter posts there no more and unregisters its promo server, whose promotions go to others. What was posted stays counted; connecting it again starts its rotation anew."}
      </ConfirmDialog>
    </>
  );
}
