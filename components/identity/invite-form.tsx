"use client";

import { useActionState } from "react";
import { errorsOf, formError, typedIn } from "#components/identity/form-state.ts";
import { RoleFields } from "#components/identity/role-fields.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Note } from "#components/ui/note.tsx";
import type { Choice } from "#components/ui/select.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

export function InviteForm({
  act,
  brands,
}: {
  readonly act: FormAction<{ email: string; link: string }>;
  readonly brands: readonly Choice[];
}) {
  const [result, submit] = useActionState(act, null);
  const problem = formError(result);
  return (
    <form action={submit} className="flex max-w-[520px] flex-col gap-4" noValidate>
      {problem ? (
        <Note tone="bad" role="alert">
          {problem}
        </Note>
      ) : null}
      {result?.ok ? (
        <Note tone="ok" role="status">
          <p>Send this link to {result.value.email}. It works once, for a week.</p>
          <p className="my-2 font-mono text-sm break-all text-ink">{result.value.link}</p>
          <CopyButton text={result.value.link} what="the invitation link" />
        </Note>
      ) : null}
      <TextField
        key={typedIn(result, "email") ?? ""}
        label="E-mail"
        name="email"
        type="email"
        autoComplete="off"
        defaultValue={typedIn(result, "email") ?? ""}
        errors={errorsOf(result, "email")}
      />
      <RoleFields brands={brands} brandErrors={errorsOf(result, "brandId")} />
      <div>
        <SubmitButton busy="Making the link…">Make an invitation link</SubmitButton>
      </div>
    </form>
  );
}
