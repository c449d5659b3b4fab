"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import { rehearsalMinutesMax, type StartRehearsal } from "#lib/rehearsal/contract.ts";

/** Which game, and into how many minutes its time is pressed. */
export function StartForm({
  campaignId,
  games,
  start,
}: {
  readonly campaignId: string;
  readonly games: readonly { readonly id: string; readonly label: string }[];
  readonly start: Action<StartRehearsal, void>;
}) {
  const router = useRouter();
  const onDone = useCallback(() => {
    toast.done("The rehearsal has begun.");
    router.refresh();
  }, [router]);
  const form = useActionForm(start, onDone);
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <FormFailure failure={form.failure} drawn={[]} />
      <input type="hidden" name="campaignId" value={campaignId} />
      <div className="flex flex-wrap gap-4">
        <Select
          label="Game"
          name="gameId"
          choices={games}
          defaultSelectedKey={games[0]?.id ?? null}
          className="min-w-56"
        />
        <NumberField
          label="Minutes"
          name="minutes"
          defaultValue={15}
          minValue={2}
          maxValue={rehearsalMinutesMax}
          hint="The whole game is pressed into this time."
        />
      </div>
      <div>
        <SubmitButton pending={form.pending} busy="Starting…">
          Start rehearsal
        </SubmitButton>
      </div>
    </form>
  );
}
