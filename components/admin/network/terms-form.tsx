"use client";

import { useRouter } from "next/navigation";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import type { ServerView } from "#lib/promotions/network-contract.ts";

export interface Terms {
  readonly serverId: string;
  readonly name?: string;
  readonly manualWeight?: number | null;
  readonly batchMax?: number | null;
  readonly postsPerDayMax?: number | null;
  readonly messagesBetween?: number;
  readonly blockedCategories?: string;
}

/** What staff decide about one promo server. Empty fields follow the network. */
export function TermsForm({
  server,
  change,
}: {
  readonly server: ServerView;
  readonly change: Action<Terms, void>;
}) {
  const router = useRouter();
  const form = useActionForm(change, () => {
    toast.done("Saved. The next allocation follows it.");
    router.refresh();
  });
  const drawn = [
    ...["name", "manualWeight", "batchMax", "postsPerDayMax"],
    ...["messagesBetween", "blockedCategories"],
  ];
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure failure={form.failure} drawn={drawn} />
      <input type="hidden" name="serverId" value={server.id} />
      <TextField
        name="name"
        label="Name"
        hint="Its bot may say another one."
        defaultValue={server.name}
        errors={form.errorsOf("name")}
        maxLength={120}
        autoComplete="off"
      />
      <NumberField
        name="manualWeight"
        label="Weight by hand"
        hint="Above 0, up to 4. Empty: by members and activity."
        defaultValue={server.manualWeight ?? Number.NaN}
        minValue={0.001}
        maxValue={4}
        step={0.001}
        formatOptions={{ maximumFractionDigits: 3 }}
        errors={form.errorsOf("manualWeight")}
      />
      <NumberField
        name="batchMax"
        label="Most promotions at a time"
        hint="Empty: as for the whole network."
        defaultValue={server.batchMax ?? Number.NaN}
        minValue={1}
        maxValue={500}
        errors={form.errorsOf("batchMax")}
      />
      <NumberField
        name="postsPerDayMax"
        label="Most posts a day"
        hint="Empty: as for the whole network."
        defaultValue={server.postsPerDayMax ?? Number.NaN}
        minValue={1}
        maxValue={288}
        errors={form.errorsOf("postsPerDayMax")}
      />
      <NumberField
        name="messagesBetween"
        label="Messages between two posts"
        hint="Of other people, where the platform tells."
        defaultValue={server.messagesBetween}
        minValue={0}
        maxValue={1000}
        errors={form.errorsOf("messagesBetween")}
      />
      <TextField
        name="blockedCategories"
        label="Blocked categories"
        hint="With commas between them."
        defaultValue={server.blockedCategories.join(", ")}
        errors={form.errorsOf("blockedCategories")}
        autoComplete="off"
      />
      <div>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </div>
    </form>
  );
}
