"use client";

import { useState } from "react";
import { ColorField } from "#components/ui/color-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ActionForm } from "#components/ui/use-action-form.ts";
import type { BrandListed } from "#lib/campaigns/contract.ts";

export const brandFieldNames = ["name", "monogram", "color", "contactEmail", "website"];

export function BrandFields({
  form,
  brand,
}: {
  readonly form: Pick<ActionForm, "errorsOf">;
  readonly brand?: BrandListed;
}) {
  const [color, setColor] = useState(brand?.color ?? "#B9290F");
  const [monogram, setMonogram] = useState(brand?.monogram ?? "");
  const [touched, setTouched] = useState(brand !== undefined);
  const suggest = (name: string) => {
    if (!touched) setMonogram(initials(name));
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="name"
        label="Name"
        defaultValue={brand?.name ?? ""}
        onChange={suggest}
        errors={form.errorsOf("name")}
        maxLength={60}
        autoComplete="off"
      />
      <TextField
        name="monogram"
        label="Monogram"
        hint="Up to three letters: the winning face of the reel."
        value={monogram}
        onChange={(text) => {
          setTouched(true);
          setMonogram(text.toUpperCase());
        }}
        errors={form.errorsOf("monogram")}
        maxLength={3}
        autoComplete="off"
      />
      <TextField
        name="contactEmail"
        label="Contact (optional)"
        type="email"
        defaultValue={brand?.contactEmail ?? ""}
        errors={form.errorsOf("contactEmail")}
      />
      <TextField
        name="website"
        label="Website (optional)"
        hint="Starts with https://"
        defaultValue={brand?.website ?? ""}
        errors={form.errorsOf("website")}
      />
      <ColorField
        id="brand-color"
        label="Colour"
        value={color}
        onChange={setColor}
        errors={form.errorsOf("color")}
      />
      <input type="hidden" name="color" value={color} />
    </div>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length > 1 ? words.map((word) => word.charAt(0)).join("") : (words[0] ?? "").slice(0, 2);
  return letters.slice(0, 2).toUpperCase();
}
