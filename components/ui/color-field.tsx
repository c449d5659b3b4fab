"use client";

import { useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";

const hexColor = /^#[0-9a-fA-F]{6}$/;

/** A colour by eye and by its hex value; half-typed values stay here until they are whole. */
export function ColorField({
  id,
  label,
  value,
  onChange,
  isDisabled = false,
  hint,
  errors,
}: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  readonly hint?: string;
  readonly errors?: readonly string[] | undefined;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const type = (text: string) => {
    const hex = text.startsWith("#") ? text : `#${text}`;
    setDraft(hexColor.test(hex) ? null : text);
    if (hexColor.test(hex)) onChange(hex.toUpperCase());
  };
  return (
    <TextField
      id={id}
      label={label}
      value={draft ?? value}
      onChange={type}
      isDisabled={isDisabled}
      mono
      maxLength={7}
      autoComplete="off"
      errors={draft === null ? errors : ["A colour has a # and six digits, like #B9290F."]}
      {...(hint ? { hint } : {})}
      prefix={
        <input
          type="color"
          aria-label={`${label}: choose by eye`}
          value={value.toLowerCase()}
          disabled={isDisabled}
          onChange={(event) => type(event.target.value)}
          className="-mx-1.5 size-6 cursor-pointer border-0 bg-transparent p-0"
        />
      }
    />
  );
}
