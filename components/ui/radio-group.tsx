"use client";

import type { ReactNode } from "react";
import {
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  Radio,
} from "react-aria-components";
import { FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";

export interface RadioChoice {
  readonly value: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

export function RadioGroup({
  label,
  hint,
  errors,
  className,
  choices,
  ...props
}: FieldProps &
  Omit<AriaRadioGroupProps, "className" | "children" | "isInvalid"> & {
    readonly choices: readonly RadioChoice[];
  }) {
  return (
    <AriaRadioGroup {...props} {...fieldProps({ errors, className })}>
      <FieldFrame label={label} hint={hint} errors={errors}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            value={choice.value}
            className="group flex cursor-pointer items-start gap-2.5 py-1 disabled:opacity-55"
          >
            <span
              aria-hidden="true"
              className="mt-0.5 size-[18px] shrink-0 rounded-full border border-rule-2 bg-sheet group-selected:border-[6px] group-selected:border-ink group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-link"
            />
            <span>
              {choice.label}
              {choice.hint ? <span className="block text-sm text-ink-2">{choice.hint}</span> : null}
            </span>
          </Radio>
        ))}
      </FieldFrame>
    </AriaRadioGroup>
  );
}
