"use client";

import { CheckboxGroup } from "react-aria-components";
import { errorsOf } from "#components/identity/form-state.ts";
import { MakingForm } from "#components/identity/making-form.tsx";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { FieldFrame, fieldProps } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormAction } from "#lib/http/next/action-result.ts";
import { type ApiKeyScope, apiKeyScopes } from "#lib/identity/contract.ts";

const hints: Record<ApiKeyScope, string> = {
  "coupons:redeem": "Mark coupons as redeemed, and take that back.",
  "ads:write": "Submit ads.",
  bot: "Fetch promotions for promo servers and report posts.",
  admin: "Everything staff may do, except people and keys.",
  "reports:read": "Read figures.",
};

const spans: readonly Choice[] = [
  { id: "30", label: "30 days" },
  { id: "90", label: "90 days" },
  { id: "365", label: "A year" },
  { id: "", label: "Until it is revoked" },
];

interface Made {
  readonly name: string;
  readonly key: string;
  readonly base: string;
}

export function ApiKeyForm({
  act,
  brands,
}: {
  readonly act: FormAction<Made>;
  readonly brands: readonly Choice[];
}) {
  return (
    <MakingForm
      act={act}
      submit="Make the key"
      busy="Making the key…"
      made={(made) => <MadeKey made={made} />}
      fields={(result) => {
        const errors = errorsOf(result, "scopes");
        return (
          <>
            <TextField
              label="Name"
              name="name"
              autoComplete="off"
              errors={errorsOf(result, "name")}
            />
            <CheckboxGroup name="scopes" {...fieldProps({ errors })}>
              <FieldFrame
                label="Scopes"
                hint="Give a key only what its program does."
                errors={errors}
              >
                {apiKeyScopes.map((scope) => (
                  <Checkbox key={scope} value={scope} hint={hints[scope]}>
                    {scope}
                  </Checkbox>
                ))}
              </FieldFrame>
            </CheckboxGroup>
            <Select
              label="Brand"
              name="brandId"
              choices={[{ id: "", label: "Every brand" }, ...brands]}
              defaultValue=""
              hint="A key of one brand sees and redeems only its coupons."
            />
            <Select label="Good for" name="expiresInDays" choices={spans} defaultValue="365" />
          </>
        );
      }}
    />
  );
}

function MadeKey({ made }: { readonly made: Made }) {
  const sample = `curl -H "Authorization: Bearer ${made.key}" ${made.base}/api/…`;
  return (
    <SecretOnce
      sentence={`This is ${made.name}. Copy it now: it is not kept and cannot be shown again.`}
      secret={made.key}
      what="the key"
      sample={sample}
    />
  );
}
