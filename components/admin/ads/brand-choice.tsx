"use client";

import type { Choice } from "#components/ui/choice-option.tsx";
import { Select } from "#components/ui/select.tsx";

const nobody = "nobody";

/** Whose an ad is that staff submit; null: no brand's. Nothing to choose from: nothing is shown. */
export function BrandChoice({
  label,
  brands,
  brandId,
  onChange,
}: {
  readonly label: string;
  readonly brands: readonly Choice[];
  readonly brandId: string | null;
  readonly onChange: (brandId: string | null) => void;
}) {
  if (brands.length === 0) return null;
  return (
    <Select
      label={label}
      hint="Its people see the ad and hear of it; its lists judge it as well."
      choices={[{ id: nobody, label: "No brand" }, ...brands]}
      selectedKey={brandId ?? nobody}
      onSelectionChange={(key) => onChange(key === nobody ? null : String(key))}
    />
  );
}
