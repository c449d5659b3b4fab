"use client";

import { CheckboxGroup } from "react-aria-components";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { FieldFrame, fieldProps } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { EndpointListed } from "#lib/webhooks/contract.ts";
import { sampleEvents } from "#lib/webhooks/sample-events.ts";

type Given = Pick<EndpointListed, "url" | "description" | "events" | "brandId">;

export function EndpointFields({
  given,
  brands,
  errorsOf,
}: {
  readonly given: Given;
  readonly brands: readonly Choice[];
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}) {
  const errors = errorsOf("events");
  return (
    <>
      <TextField
        label="Address"
        name="url"
        defaultValue={given.url}
        placeholder="https://example.com/hooks/frolic"
        hint="A public host. Redirects are not followed."
        autoComplete="off"
        errors={errorsOf("url")}
        mono
      />
      <TextField
        label="Description"
        name="description"
        defaultValue={given.description}
        maxLength={120}
        autoComplete="off"
        errors={errorsOf("description")}
      />
      <CheckboxGroup name="events" defaultValue={[...given.events]} {...fieldProps({ errors })}>
        <FieldFrame label="Events" hint="Choose none to hear of every event." errors={errors}>
          {sampleEvents.map(({ type, when }) => (
            <Checkbox key={type} value={type} hint={`When ${when}.`}>
              {type}
            </Checkbox>
          ))}
        </FieldFrame>
      </CheckboxGroup>
      <Select
        label="Brand"
        name="brandId"
        choices={[{ id: "", label: "Every brand" }, ...brands]}
        defaultValue={given.brandId ?? ""}
        hint="With a brand, only what concerns this brand alone is sent."
      />
    </>
  );
}
