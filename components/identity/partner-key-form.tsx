"use client";

import { errorsOf } from "#components/identity/form-state.ts";
import { MakingForm } from "#components/identity/making-form.tsx";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { Select } from "#components/ui/select.tsx";
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
  return (
    <MakingForm
      act={act}
      submit="Make the key"
      busy="Making the key…"
      made={({ name, id, secret }) => (
        <SecretOnce
          sentence={`The secret of ${name}. Copy it now: it cannot be shown again.`}
          secret={secret}
          what="the secret"
          sample={sampleOf(id)}
        />
      )}
      fields={(result) => (
        <>
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
        </>
      )}
    />
  );
}

function sampleOf(id: string): string {
  return [
    `header  {"alg": "HS256", "kid": "${id}"}`,
    'claims  {"sub": "your player id", "exp": 1790000000, "country": "DE", "age": 34}',
    "signature: HMAC-SHA-256 over header.claims with the secret above (a JWT)",
  ].join("\n");
}
