"use client";

import { errorsOf, formError } from "#components/identity/form-state.ts";
import { Note } from "#components/ui/note.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { ActionResult, FormAction } from "#lib/http/next/action-result.ts";

function Outcome({
  result,
  done,
}: {
  readonly result: ActionResult | null;
  readonly done: string;
}) {
  if (!result) return null;
  const problem = formError(result);
  if (!result.ok && problem === undefined) return null;
  return (
    <Note tone={result.ok ? "ok" : "bad"} role={result.ok ? "status" : "alert"}>
      {result.ok ? done : problem}
    </Note>
  );
}

export function ProfileForm({
  act,
  name,
  timeZone,
}: {
  readonly act: FormAction<void>;
  readonly name: string;
  readonly timeZone: string;
}) {
  const [result, submit] = useFormAction(act);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Outcome result={result} done="Saved." />
      <TextField
        key={`name-${name}`}
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={name}
        errors={errorsOf(result, "name")}
      />
      <TextField
        key={`zone-${timeZone}`}
        label="Time zone"
        name="timeZone"
        defaultValue={timeZone}
        errors={errorsOf(result, "timeZone")}
      />
      <div>
        <SubmitButton>Save</SubmitButton>
      </div>
    </form>
  );
}

export function PasswordForm({ act }: { readonly act: FormAction<void> }) {
  const [result, submit] = useFormAction(act);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <Outcome result={result} done="The password is changed. Other devices are signed out." />
      <TextField
        label="Present password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        errors={errorsOf(result, "currentPassword")}
      />
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters; a few words do."
        errors={errorsOf(result, "newPassword")}
      />
      <div>
        <SubmitButton>Change the password</SubmitButton>
      </div>
    </form>
  );
}

export function SessionsForm({ act }: { readonly act: FormAction<number> }) {
  const [result, submit] = useFormAction(act);
  const ended = result?.ok ? result.value : 0;
  const done = ended === 1 ? "One other session ended." : `${ended} other sessions ended.`;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <Outcome result={result} done={done} />
      <p>A session ends by itself after 30 minutes without use, and 12 hours after signing in.</p>
      <div>
        <SubmitButton look="plain" busy="Signing out…">
          Sign out everywhere else
        </SubmitButton>
      </div>
    </form>
  );
}
