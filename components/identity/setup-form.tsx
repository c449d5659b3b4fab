"use client";

import { useSyncExternalStore } from "react";
import { FormProblem } from "#components/identity/form-problem.tsx";
import { errorsOf, typedIn } from "#components/identity/form-state.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Props {
  readonly act: FormAction<never>;
  readonly token: string;
  /** From the invitation; the first admin types it. */
  readonly email?: string | undefined;
  readonly submit: string;
}

const noChanges = () => () => undefined;

/** The browser's zone once there is a browser; UTC in the first HTML, so that the form also works without scripts. */
function useBrowserZone(): string {
  return useSyncExternalStore(
    noChanges,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
}

export function SetupForm({ act, token, email, submit: submitLabel }: Props) {
  const [result, submit] = useFormAction(act);
  const zone = useBrowserZone();
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <FormProblem result={result} />
      <input type="hidden" name="token" value={token} />
      <TextField
        key={`name-${typedIn(result, "name") ?? ""}`}
        label="Your name"
        name="name"
        autoComplete="name"
        autoFocus
        defaultValue={typedIn(result, "name") ?? ""}
        errors={errorsOf(result, "name")}
      />
      <TextField
        key={`email-${typedIn(result, "email") ?? ""}`}
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={typedIn(result, "email") ?? email ?? ""}
        hint="You sign in with it."
        errors={errorsOf(result, "email")}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters; a few words do."
        errors={errorsOf(result, "password")}
      />
      <TextField
        key={`zone-${typedIn(result, "timeZone") ?? zone}`}
        label="Time zone"
        name="timeZone"
        defaultValue={typedIn(result, "timeZone") ?? zone}
        hint="Taken from your browser. Campaigns can have their own."
        errors={errorsOf(result, "timeZone")}
      />
      <SubmitButton busy="One moment…">{submitLabel}</SubmitButton>
    </form>
  );
}
