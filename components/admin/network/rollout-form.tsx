"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

const steps = [0, 10, 50, 100] as const;
const hints: Readonly<Record<number, string>> = {
  0: "Everybody gets the list of everything, as before.",
  10: "One promo server in ten gets a batch of its own.",
  50: "Every second one.",
  100: "Everybody gets a batch; the list of everything stays as a fallback.",
};

/** How many promo servers get batches of their own. Going up takes none of them out. */
export function RolloutForm({
  percent,
  rollOut,
}: {
  readonly percent: number;
  /** Null: somebody who may look only. */
  readonly rollOut: Action<{ percent: number }, void> | null;
}) {
  const router = useRouter();
  const [chosen, setChosen] = useState(percent);
  const [asking, setAsking] = useState(false);
  const [isPending, start] = useTransition();
  const choices = [...new Set([...steps, percent])].sort((a, b) => a - b);
  const apply = () =>
    rollOut
      ? start(async () => {
          const answer = await callAction(rollOut({ percent: chosen }));
          setAsking(false);
          if (!answer.ok) return void toast.failed(answer.message);
          toast.done(`${chosen} % get batches of their own. Both populations are counted anew.`);
          router.refresh();
        })
      : undefined;
  return (
    <div className="flex flex-col items-start gap-4">
      <RadioGroup
        label="Promo servers with a batch of their own"
        isDisabled={rollOut === null}
        value={String(chosen)}
        onChange={(value) => setChosen(Number(value))}
        choices={choices.map((each) => ({
          value: String(each),
          label: `${each} %${each === percent ? ", as it is" : ""}`,
          hint: hints[each],
        }))}
      />
      {rollOut ? (
        <Button look="primary" isDisabled={chosen === percent} onPress={() => setAsking(true)}>
          Roll out to {chosen} %
        </Button>
      ) : (
        <p className="text-sm text-ink-2">An admin may change it.</p>
      )}
      <ConfirmDialog
        title={`Roll out to ${chosen} %?`}
        confirm={`Roll out to ${chosen} %`}
        danger={chosen < percent}
        isOpen={asking}
        isPending={isPending}
        onOpenChange={setAsking}
        onConfirm={() => apply()}
      >
        {chosen > percent
          ? "Bots notice with their next fetch, 15 minutes from now at the latest. Those that have batches keep them."
          : "Some promo servers get the list of everything again, with their next fetch. Figures and receipts stay."}{" "}
        The comparison starts again from zero.
      </ConfirmDialog>
    </div>
  );
}
