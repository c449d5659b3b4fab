"use client";

import { useDocField } from "#components/admin/editor/editor-context.tsx";
import { NumberField } from "#components/ui/number-field.tsx";

/** A share of the document, typed and read as a percentage. */
export function PercentField({
  path,
  label,
  hint,
  minValue = 0,
  maxValue = 1,
}: {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
}) {
  const field = useDocField<number>(path, hint);
  return (
    <NumberField
      id={field.id}
      label={label}
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      value={field.value}
      onChange={(value) => field.set(Number.isNaN(value) ? minValue : value)}
      minValue={minValue}
      maxValue={maxValue}
      step={0.001}
      formatOptions={{ style: "percent", maximumFractionDigits: 1 }}
    />
  );
}
