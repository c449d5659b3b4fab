"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import { drillPlayersDefault, drillPlayersMax } from "#lib/rehearsal/contract.ts";

export function EndButton({
  campaignId,
  plays,
  end,
}: {
  readonly campaignId: string;
  readonly plays: number;
  readonly end: Action<{ campaignId: string }, void>;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    const answer = await callAction(end({ campaignId }));
    setBusy(false);
    setAsking(false);
    if (!answer.ok) return toast.failed(answer.message);
    toast.done("The rehearsal is over, and nothing of it is left.");
    router.refresh();
  };
  return (
    <>
      <Button onPress={() => setAsking(true)}>End rehearsal</Button>
      <ConfirmDialog
        title="End the rehearsal?"
        confirm="End and wipe it"
        isOpen={asking}
        onOpenChange={setAsking}
        isPending={busy}
        onConfirm={() => void confirm()}
      >
        <p>
          Its {plays} plays, their results and its test codes are deleted. Reports of drills stay.
          The secret link stops working.
        </p>
      </ConfirmDialog>
    </>
  );
}

export function DrillForm({
  campaignId,
  drill,
}: {
  readonly campaignId: string;
  readonly drill: Action<{ campaignId: string; players: number }, void>;
}) {
  const router = useRouter();
  const onDone = useCallback(() => {
    toast.done("The drill is ordered.");
    router.refresh();
  }, [router]);
  const form = useActionForm(drill, onDone);
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <FormFailure failure={form.failure} drawn={["players"]} />
      <input type="hidden" name="campaignId" value={campaignId} />
      <NumberField
        label="Virtual players"
        name="players"
        defaultValue={drillPlayersDefault}
        minValue={1}
        maxValue={drillPlayersMax}
        errors={form.errorsOf("players")}
        className="max-w-56"
      />
      <div>
        <SubmitButton look="plain" pending={form.pending} busy="Ordering…">
          Start drill
        </SubmitButton>
      </div>
    </form>
  );
}
