"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { NumberField } from "#components/ui/number-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import { forecastPattern } from "#lib/coupons/code-pattern.ts";
import type { GenerateCodes as Generate } from "#lib/coupons/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

export function GenerateCodes({
  poolId,
  publicPoolId,
  generate,
}: {
  readonly poolId: string;
  readonly publicPoolId: string;
  readonly generate: Action<Generate, { readonly importId: string }>;
}) {
  const router = useRouter();
  const [pattern, setPattern] = useState("CODE-####-####");
  const [count, setCount] = useState(1000);
  const form = useActionForm(generate, ({ importId }) =>
    router.push(`/pools/${publicPoolId}/import?import=${importId}`),
  );
  const forecast = forecastPattern(pattern, count);
  const guess = `Guessing one of them takes about ${formatCount(Math.min(forecast.guessOneIn, 1e15))} tries.`;
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure failure={form.failure} drawn={["pattern", "count"]} />
      <input type="hidden" name="poolId" value={poolId} />
      <div className="grid max-w-[640px] gap-4 sm:grid-cols-2">
        <TextField
          name="pattern"
          label="Pattern"
          hint={forecast.problem ? "Each # becomes a random letter or digit." : guess}
          value={pattern}
          onChange={setPattern}
          errors={forecast.problem ? [forecast.problem] : form.errorsOf("pattern")}
          maxLength={64}
          mono
          autoComplete="off"
        />
        <NumberField
          name="count"
          label="How many"
          value={count}
          onChange={(value) => setCount(Number.isNaN(value) ? 1 : value)}
          minValue={1}
          maxValue={2_000_000}
          errors={form.errorsOf("count")}
        />
      </div>
      <div>
        <SubmitButton
          pending={form.pending}
          busy="Ordering…"
          isDisabled={forecast.problem !== null}
        >
          Generate {formatCount(count)} codes
        </SubmitButton>
      </div>
    </form>
  );
}
