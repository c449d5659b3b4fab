"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, ActionResult } from "#lib/http/next/action-result.ts";
import type { EndpointListed } from "#lib/webhooks/contract.ts";

const questions = {
  disable: {
    title: "Disable this webhook?",
    confirm: "Disable",
    text: "What waits for it is given up, and it hears of nothing until it is enabled.",
  },
  remove: {
    title: "Delete this webhook?",
    confirm: "Delete",
    text: "Its deliveries and attempts go with it. This cannot be undone.",
  },
} as const;
type Question = keyof typeof questions;

export function EndpointSwitch({
  endpoint: { id: endpointId, disabledAt },
  switchTo,
  remove,
}: {
  readonly endpoint: EndpointListed;
  readonly switchTo: Action<{ endpointId: string; enabled: boolean }, void>;
  readonly remove: Action<{ endpointId: string }, void>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState<Question | null>(null);
  const [isPending, start] = useTransition();
  const act = (ask: () => Promise<ActionResult<void>>, words: string, after: () => void) =>
    start(async () => {
      const result = await callAction(ask());
      setAsking(null);
      if (!result.ok) {
        toast.failed(result.message);
        return;
      }
      toast.done(words);
      after();
    });
  const turn = (enabled: boolean) =>
    act(
      () => switchTo({ endpointId, enabled }),
      enabled ? "The webhook is on." : "The webhook is disabled.",
      () => router.refresh(),
    );
  const answer = () => {
    if (asking === "disable") return turn(false);
    return act(
      () => remove({ endpointId }),
      "The webhook is deleted.",
      () => router.push("/settings/webhooks"),
    );
  };
  const question = asking === null ? undefined : questions[asking];
  return (
    <div className="flex flex-wrap gap-2">
      {disabledAt === null ? (
        <Button onPress={() => setAsking("disable")}>Disable</Button>
      ) : (
        <Button isPending={isPending} onPress={() => turn(true)}>
          Enable
        </Button>
      )}
      <Button look="danger" onPress={() => setAsking("remove")}>
        Delete
      </Button>
      <ConfirmDialog
        title={question?.title ?? ""}
        confirm={question?.confirm ?? ""}
        isOpen={asking !== null}
        isPending={isPending}
        onOpenChange={() => setAsking(null)}
        onConfirm={answer}
      >
        {question?.text}
      </ConfirmDialog>
    </div>
  );
}
