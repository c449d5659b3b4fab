"use client";

import { useEffect } from "react";
import { FormProblem } from "#components/identity/form-problem.tsx";
import { errorsOf } from "#components/identity/form-state.ts";
import type { Person } from "#components/identity/people-table.tsx";
import { RoleFields } from "#components/identity/role-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import type { FormAction } from "#lib/http/next/action-result.ts";

export function RoleDialog({
  person,
  brands,
  act,
  onClose,
}: {
  readonly person: Person;
  readonly brands: readonly Choice[];
  readonly act: FormAction<void>;
  readonly onClose: () => void;
}) {
  const [result, submit] = useFormAction(act);
  useEffect(() => {
    if (result?.ok) onClose();
  }, [result, onClose]);
  return (
    <Dialog title={`Role of ${person.name}`} isOpen onOpenChange={onClose}>
      <form action={submit} className="flex flex-col gap-4" noValidate>
        <FormProblem result={result} />
        <input type="hidden" name="userId" value={person.id} />
        <RoleFields
          role={person.role}
          brandId={person.brandId}
          brands={brands}
          brandErrors={errorsOf(result, "brandId")}
        />
        <p className="text-sm text-ink-2">
          The change takes effect at once: they are signed out and sign in again.
        </p>
        <DialogButtons>
          <Button onPress={onClose}>Keep it</Button>
          <SubmitButton>Change role</SubmitButton>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
