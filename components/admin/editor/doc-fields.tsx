"use client";

import type { ReactNode } from "react";
import { useDocField } from "#components/admin/editor/editor-context.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TextArea, TextField } from "#components/ui/text-field.tsx";

export interface DocFieldProps {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly className?: string;
}

export function DocText({
  path,
  label,
  hint,
  className,
  prefix,
  mono,
  maxLength,
  clean,
}: DocFieldProps & {
  readonly prefix?: ReactNode;
  readonly mono?: boolean;
  readonly maxLength?: number;
  readonly clean?: (text: string) => string;
}) {
  const field = useDocField<string>(path, hint);
  return (
    <TextField
      id={field.id}
      label={label}
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      value={field.value}
      onChange={(text) => field.set(clean ? clean(text) : text)}
      autoComplete="off"
      {...(className ? { className } : {})}
      {...(prefix ? { prefix } : {})}
      {...(mono ? { mono } : {})}
      {...(maxLength ? { maxLength } : {})}
    />
  );
}

export function DocLongText({
  path,
  label,
  hint,
  className,
  rows,
  maxLength,
}: DocFieldProps & { readonly rows?: number; readonly maxLength?: number }) {
  const field = useDocField<string>(path, hint);
  return (
    <TextArea
      id={field.id}
      label={label}
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      value={field.value}
      onChange={field.set}
      {...(className ? { className } : {})}
      {...(rows ? { rows } : {})}
      {...(maxLength ? { maxLength } : {})}
    />
  );
}

export function DocNumber({
  path,
  label,
  hint,
  className,
  min = 0,
  max,
  step = 1,
  formatOptions,
}: DocFieldProps & {
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  readonly formatOptions?: Intl.NumberFormatOptions;
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
      onChange={(value) => field.set(Number.isNaN(value) ? min : value)}
      minValue={min}
      maxValue={max}
      step={step}
      {...(className ? { className } : {})}
      {...(formatOptions ? { formatOptions } : {})}
    />
  );
}

export function DocSwitch({ path, label, hint }: DocFieldProps) {
  const field = useDocField<boolean>(path, hint);
  return (
    <Switch
      id={field.id}
      hint={field.hint}
      isDisabled={field.isDisabled}
      isSelected={field.value}
      onChange={field.set}
    >
      {label}
    </Switch>
  );
}
