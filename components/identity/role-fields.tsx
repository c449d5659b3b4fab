"use client";

import { useState } from "react";
import type { Choice } from "#components/ui/choice-option.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Role } from "#lib/identity/contract.ts";

const roleChoices = [
  { value: "admin", label: "Admin", hint: "Everything, people and keys included." },
  { value: "marketer", label: "Marketer", hint: "Campaigns, brands, pools and draws." },
  { value: "brand", label: "Brand", hint: "The report of one brand, nothing else." },
];

/** Role and, for brand people, the brand. */
export function RoleFields({
  role: initial = "marketer",
  brandId = null,
  brands,
  brandErrors,
}: {
  readonly role?: Role;
  readonly brandId?: string | null;
  readonly brands: readonly Choice[];
  readonly brandErrors?: readonly string[] | undefined;
}) {
  const [role, setRole] = useState<string>(initial);
  return (
    <>
      <RadioGroup label="Role" name="role" value={role} onChange={setRole} choices={roleChoices} />
      {role === "brand" ? (
        <Select
          label="Brand"
          name="brandId"
          choices={brands}
          errors={brandErrors}
          placeholder="Choose a brand"
          {...(brandId === null ? {} : { defaultValue: brandId })}
        />
      ) : null}
    </>
  );
}
