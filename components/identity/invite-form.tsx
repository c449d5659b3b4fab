"use client";

import { errorsOf, typedIn } from "#components/identity/form-state.ts";
import { MakingForm } from "#components/identity/making-form.tsx";
import { RoleFields } from "#components/identity/role-fields.tsx";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

export function InviteForm({
  act,
  brands,
}: {
  readonly act: FormAction<{ email: string; link: string }>;
  readonly brands: readonly Choice[];
}) {
  return (
    <MakingForm
      act={act}
      submit="Make an invitation link"
      busy="Making the link…"
      made={({ email, link }) => (
        <SecretOnce
          sentence={`Send this link to ${email}. It works once, for a week.`}
          secret={link}
          what="the invitation link"
        />
      )}
      fields={(result) => (
        <>
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
        </>
      )}
    />
  );
}
