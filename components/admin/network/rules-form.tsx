"use client";

import { useRouter } from "next/navigation";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import type { PostingRules } from "#lib/promotions/posting-limits.ts";

const fields = [
  {
    name: "batchMax",
    label: "Most promotions at a time",
    hint: "On one promo server; its own terms may say otherwise.",
    from: 1,
    to: 500,
  },
  {
    name: "postsPerDayMax",
    label: "Most posts a day",
    hint: "On one promo server.",
    from: 1,
    to: 288,
  },
  {
    name: "cooldownLeastMinutes",
    label: "Shortest pause (min)",
    hint: "Between two posts, with an empty batch.",
    from: 1,
    to: 1440,
  },
  {
    name: "cooldownMostMinutes",
    label: "Longest pause (min)",
    hint: "With 50 promotions and more; linear between.",
    from: 1,
    to: 1440,
  },
  {
    name: "messagesBetween",
    label: "Messages between two posts",
    hint: "Of other people, where the platform tells.",
    from: 0,
    to: 1000,
  },
] as const;
const drawn = fields.map(({ name }) => name);

/** What a promo server may be asked at most, everywhere. Allocation counts its capacity by it. */
export function RulesForm({
  rules,
  limit,
}: {
  readonly rules: PostingRules;
  readonly limit: Action<Partial<PostingRules>, void>;
}) {
  const router = useRouter();
  const form = useActionForm(limit, () => {
    toast.done("Saved. The next allocation follows it.");
    router.refresh();
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure failure={form.failure} drawn={drawn} />
      <div className="grid gap-4 sm:grid-cols-2">
        {fields.map(({ name, label, hint, from, to }) => (
          <NumberField
            key={name}
            name={name}
            label={label}
            hint={hint}
            defaultValue={rules[name]}
            minValue={from}
            maxValue={to}
            errors={form.errorsOf(name)}
          />
        ))}
      </div>
      <div>
        <SubmitButton pending={form.pending}>Save the limits</SubmitButton>
      </div>
    </form>
  );
}
