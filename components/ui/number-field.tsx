"use client";

import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
  Button,
  Group,
  Input,
} from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";
import { controlClass, FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";

const step =
  "w-9 shrink-0 border border-rule-2 bg-sheet text-ink-2 hover:bg-sunk disabled:opacity-40 pointer-coarse:w-11";

export function NumberField({
  label,
  hint,
  errors,
  className,
  ...props
}: FieldProps & Omit<AriaNumberFieldProps, "className" | "children" | "isInvalid">) {
  return (
    <AriaNumberField {...props} {...fieldProps({ errors, className })}>
      <FieldFrame label={label} hint={hint} errors={errors}>
        <Group className="flex min-w-0">
          <Button slot="decrement" className={cx(step, "rounded-l-ctl border-r-0")}>
            −
          </Button>
          <Input className={cx(controlClass, "rounded-none text-right")} />
          <Button slot="increment" className={cx(step, "rounded-r-ctl border-l-0")}>
            +
          </Button>
        </Group>
      </FieldFrame>
    </AriaNumberField>
  );
}
