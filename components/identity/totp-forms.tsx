"use client";

import { useMemo } from "react";
import { renderSVG } from "uqr";
import { FormProblem } from "#components/identity/form-problem.tsx";
import { errorsOf } from "#components/identity/form-state.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { ActionResult, FormAction } from "#lib/http/next/action-result.ts";

interface Enrolment {
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

interface Props {
  readonly enabled: boolean;
  readonly begin: FormAction<Enrolment>;
  readonly finish: FormAction<void>;
  readonly end: FormAction<void>;
}

export function TotpForms({ enabled, begin, finish, end }: Props) {
  const [begun, submitBegin] = useFormAction(begin);
  if (enabled) return <EndForm act={end} />;
  if (begun?.ok) return <ConfirmForm act={finish} enrolment={begun.value} />;
  return (
    <form action={submitBegin} className="flex flex-col gap-4" noValidate>
      <p>Off. With it, signing in also asks for a code of an authenticator app.</p>
      <FormProblem result={begun} />
      <PasswordField result={begun} />
      <div>
        <SubmitButton busy="One moment…">Switch on</SubmitButton>
      </div>
    </form>
  );
}

function ConfirmForm({
  act,
  enrolment,
}: {
  readonly act: FormAction<void>;
  readonly enrolment: Enrolment;
}) {
  const [result, submit] = useFormAction(act);
  const picture = useMemo(() => qrAddress(enrolment.uri), [enrolment.uri]);
  const secret = new URL(enrolment.uri).searchParams.get("secret") ?? "";
  const codes = enrolment.backupCodes.join("\n");
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <FormProblem result={result} />
      <p>1. Scan this with your authenticator app, or type the secret into it.</p>
      <picture>
        <img src={picture} alt="QR code of the secret" width={180} height={180} />
      </picture>
      <p className="font-mono text-sm break-all">{secret}</p>
      <p>2. Keep these back-up codes. Each signs you in once without the app.</p>
      <pre className="bg-sunk p-3 font-mono text-sm">{codes}</pre>
      <div>
        <CopyButton text={codes} what="the back-up codes" />
      </div>
      <TextField
        label="3. Code from the app"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        mono
        errors={errorsOf(result, "code")}
      />
      <div>
        <SubmitButton busy="Checking…">Confirm</SubmitButton>
      </div>
    </form>
  );
}

function EndForm({ act }: { readonly act: FormAction<void> }) {
  const [result, submit] = useFormAction(act);
  return (
    <form action={submit} className="flex flex-col gap-4" noValidate>
      <p>On. Signing in asks for a code of your app or one of your back-up codes.</p>
      <FormProblem result={result} />
      <PasswordField result={result} />
      <div>
        <SubmitButton look="danger" busy="One moment…">
          Switch off
        </SubmitButton>
      </div>
    </form>
  );
}

function PasswordField({ result }: { readonly result: ActionResult | null }) {
  return (
    <TextField
      label="Your password"
      name="currentPassword"
      type="password"
      autoComplete="current-password"
      errors={errorsOf(result, "currentPassword")}
    />
  );
}

function qrAddress(text: string): string {
  return `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`;
}
