"use client";

import type { ReactNode } from "react";
import { FormProblem } from "#components/identity/form-problem.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { ActionResult, FormAction } from "#lib/http/next/action-result.ts";

/** A form that makes something which is shown once: what was made stands above the emptied fields. */
export function MakingForm<T>({
  act,
  made,
  fields,
  submit,
  busy,
}: {
  readonly act: FormAction<T>;
  readonly made: (value: T) => ReactNode;
  readonly fields: (result: ActionResult<T> | null) => ReactNode;
  readonly submit: string;
  readonly busy: string;
}) {
  const [result, send] = useFormAction(act);
  return (
    <form action={send} className="flex max-w-[560px] flex-col gap-4" noValidate>
      <FormProblem result={result} />
      {result?.ok ? made(result.value) : null}
      {fields(result)}
      <div>
        <SubmitButton busy={busy}>{submit}</SubmitButton>
      </div>
    </form>
  );
}
