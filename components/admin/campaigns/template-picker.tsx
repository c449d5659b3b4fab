"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { ComboBox } from "#components/ui/combo-box.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import { zoneChoices } from "#components/ui/zone-choices.ts";
import type { CreateCampaign } from "#lib/campaigns/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

const templates = [
  {
    id: "friday-reel",
    name: "Friday reel",
    what: "One reel from Friday 18:00 to Sunday 22:00. 1,000 coupons, one play a player.",
  },
  {
    id: "one-day-drop",
    name: "One-day drop",
    what: "Tomorrow from 08:00 to 22:00. 200 coupons, gone by the evening.",
  },
  {
    id: "always-on",
    name: "Always on",
    what: "90 days. 3,000 coupons, a new play for everybody each day.",
  },
  { id: "blank", name: "Blank", what: "No game yet. You draw it yourself." },
] as const;

export function TemplatePicker({
  create,
  timeZone,
}: {
  readonly create: Action<CreateCampaign, { readonly href: string }>;
  readonly timeZone: string;
}) {
  const router = useRouter();
  const [template, setTemplate] = useState("friday-reel");
  const form = useActionForm(create, ({ href }) => router.push(href));
  return (
    <form onSubmit={form.onSubmit} className="mt-5 flex flex-col gap-5">
      <FormFailure failure={form.failure} drawn={["name", "timeZone"]} />
      <RadioGroup
        name="template"
        aria-label="Template"
        value={template}
        onChange={setTemplate}
        className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4"
      >
        {templates.map((each) => (
          <Radio
            key={each.id}
            value={each.id}
            className="flex cursor-pointer flex-col gap-1.5 rounded-sheet border border-rule bg-sheet p-4 selected:border-ink selected:outline-2 selected:outline-ink hover:border-rule-2 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-link"
          >
            <span className="title text-2xl">{each.name}</span>
            <span className="text-sm text-ink-2">{each.what}</span>
          </Radio>
        ))}
      </RadioGroup>
      <div className="grid max-w-[720px] gap-4 sm:grid-cols-2">
        <TextField
          name="name"
          label="Name"
          hint="Staff see it; players see the title."
          errors={form.errorsOf("name")}
          maxLength={80}
          autoComplete="off"
          autoFocus
        />
        <ComboBox
          name="timeZone"
          label="Time zone"
          hint="All times of the campaign are in it."
          errors={form.errorsOf("timeZone")}
          choices={zoneChoices}
          defaultSelectedKey={timeZone}
        />
      </div>
      <div>
        <SubmitButton busy="Creating…" pending={form.pending}>
          Create the draft
        </SubmitButton>
      </div>
    </form>
  );
}
