"use client";

import { useEffect } from "react";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { FormAction } from "#lib/http/next/action-result.ts";

export function SignOut({
  act,
  look = "plain",
  className,
}: {
  readonly act: FormAction<never>;
  readonly look?: ButtonLook;
  readonly className?: string;
}) {
  const [result, submit] = useFormAction(act);
  useEffect(() => {
    if (result && !result.ok) toast.failed(result.message);
  }, [result]);
  return (
    <form action={submit}>
      <SubmitButton look={look} busy="Signing out…" {...(className ? { className } : {})}>
        Sign out
      </SubmitButton>
    </form>
  );
}
