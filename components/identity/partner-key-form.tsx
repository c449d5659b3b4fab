"use client";

import { useActionState } from "react";
import { errorsOf, formError } from "#components/identity/form-state.ts";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { Note } from "#components/ui/note.tsx";
import { type Choice, Select } from "#components/ui/select.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";

interface Made {
  readonly name: string;
  readonly id: string;
  readonly secret: string;
}

export function PartnerKeyForm({
  act,
  campaigns,
}: {
  readonly act: FormAction<Made>;
  readonly campaigns: readonly Choice[];
}) {
  const [result, submit] = useActionState(act, null);
  const problem = formError(result);
  return (
    <form action={submit} className="flex max-w-[560px] flex-col gap-4" noValidate>
      {problem ? (
        <Note tone="bad" role="alert">
          {problem}
        </Note>
      ) : null}
      {result?.ok ? (
        <SecretOnce
          sentence={`The secret of ${result.value.name}. Copy it now: it cannot be shown again.`}
          secret={result.value.secret}
          what="the secret"
          sample={sampleOf(result.value.id)}
        />
      ) : null}
      <TextField
        label="Name"
        name="name"
        autoComplete="off"
        hint="The partner whose backend signs players in."
        errors={errorsOf(result, "name")}
      />
      <Select
        label="Campaign"
        name="campaignId"
        choices={[{ id: "", label: "Every campaign" }, ...campaigns]}
        defaultValue=""
      />
      <div>
        <SubmitButton busy="Making the key…">Make the key</SubmitButton>
      </div>
    </form>
  );
}

function sampleOf(id: string): string {
  return [
    `header  {"alg": "HS256", "kid": "${id}"}`,
    'claims  {"sub": "your player id", "exp": 1790000000, "country": "DE", "age": 34}',
    "signature: HMAC-SHA-256 over header.claims with the secret above (a JWT)",
  ].join("\n");
}
