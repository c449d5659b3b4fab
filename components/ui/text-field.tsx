"use client";

import type { ReactNode } from "react";
import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Input,
} from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";
import { controlClass, FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";

type TextProps = FieldProps &
  Omit<AriaTextFieldProps, "className" | "children" | "isInvalid"> & {
    readonly placeholder?: string;
  };

export function TextField({
  label,
  hint,
  errors,
  className,
  placeholder,
  prefix,
  mono,
  ...props
}: TextProps & { readonly prefix?: ReactNode; readonly mono?: boolean }) {
  return (
    <AriaTextField {...props} {...fieldProps({ errors, className })}>
      <FieldFrame label={label} hint={hint} errors={errors}>
        <div className="flex min-w-0 items-stretch">
          {prefix ? (
            <span className="flex items-center rounded-l-ctl border border-r-0 border-rule-2 bg-sunk px-2.5 text-ink-2">
              {prefix}
            </span>
          ) : null}
          <Input
            className={cx(controlClass, Boolean(prefix) && "rounded-l-none", mono && "font-mono")}
            {...(placeholder ? { placeholder } : {})}
          />
        </div>
      </FieldFrame>
    </AriaTextField>
  );
}

export function TextArea({
  label,
  hint,
  errors,
  className,
  placeholder,
  rows = 4,
  mono,
  ...props
}: TextProps & { readonly rows?: number; readonly mono?: boolean }) {
  return (
    <AriaTextField {...props} {...fieldProps({ errors, className })}>
      <FieldFrame label={label} hint={hint} errors={errors}>
        <AriaTextArea
          rows={rows}
          className={cx(controlClass, "py-2", mono && "font-mono")}
          {...(placeholder ? { placeholder } : {})}
        />
      </FieldFrame>
    </AriaTextField>
  );
}
