"use client";

import { type DocFieldProps, DocNumber } from "#components/admin/editor/doc-fields.tsx";

const percent = { style: "percent", maximumFractionDigits: 1 } as const;

/** A share of the document, typed and read as a percentage. */
export function PercentField({
  minValue = 0,
  maxValue = 1,
  ...props
}: DocFieldProps & { readonly minValue?: number; readonly maxValue?: number }) {
  return (
    <DocNumber {...props} min={minValue} max={maxValue} step={0.001} formatOptions={percent} />
  );
}
