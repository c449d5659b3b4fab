"use client";

import { useActionState } from "react";
import { errorsOf, formError, typedIn } from "#components/identity/form-state.ts";
import { Note } from "#components/ui/note.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Props {
  readonly act: FormAction<never>;
}

export function LoginForm({ act }: Props) {
  const [result, submit] = useActionState(act, null);
  const problem = formError(result);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      {problem ? (
        <Note tone="bad" role="alert">
          {problem}
        </Note>
      ) : null}
      <TextField
        key={typedIn(result, "email") ?? "email"}
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        defaultValue={typedIn(result, "email") ?? ""}
        errors={errorsOf(result, "email")}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        errors={errorsOf(result, "password")}
      />
      <SubmitButton busy="Signing in…">Sign in</SubmitButton>
    </form>
  );
}

export function CodeForm({ act }: Props) {
  const [result, submit] = useActionState(act, null);
  const problem = formError(result);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      {problem ? (
        <Note tone="bad" role="alert">
          {problem}
        </Note>
      ) : null}
      <TextField
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        mono
        hint="Six digits from your authenticator app, or one of your back-up codes."
        errors={errorsOf(result, "code")}
      />
      <SubmitButton busy="Checking…">Go on</SubmitButton>
    </form>
  );
}
