"use client";

import { FormProblem } from "#components/identity/form-problem.tsx";
import { errorsOf, typedIn } from "#components/identity/form-state.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Props {
  readonly act: FormAction<never>;
}

export function LoginForm({ act }: Props) {
  const [result, submit] = useFormAction(act);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <FormProblem result={result} />
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
  const [result, submit] = useFormAction(act);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <FormProblem result={result} />
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
