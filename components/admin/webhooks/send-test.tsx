"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";
import { type WebhookEvent, webhookEvents } from "#lib/webhooks/contract.ts";

const choices = webhookEvents.map((type) => ({ id: type, label: type }));

export function SendTest({
  endpointId,
  enabled,
  act,
}: {
  readonly endpointId: string;
  readonly enabled: boolean;
  readonly act: Action<{ endpointId: string; type: WebhookEvent }, { href: string }>;
}) {
  const router = useRouter();
  const [type, setType] = useState<WebhookEvent>("play.won");
  const [isPending, start] = useTransition();
  if (!enabled) return <p className="text-ink-2">Enable the webhook first.</p>;
  const send = () =>
    start(async () => {
      const result = await callAction(act({ endpointId, type }));
      if (result.ok) router.push(result.value.href);
      else toast.failed(result.message);
    });
  return (
    <div className="flex flex-col items-start gap-3">
      <Select
        label="Event"
        choices={choices}
        value={type}
        onChange={(key) => setType(webhookEvents.find((known) => known === key) ?? "play.won")}
        hint="Its sample goes to this address alone, marked as a test."
      />
      <Button isPending={isPending} onPress={send}>
        Send test
      </Button>
    </div>
  );
}
