"use client";

import { ChevronDown } from "lucide-react";
import {
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  ListBox,
  Popover,
  SelectValue,
} from "react-aria-components";
import { type Choice, choiceOption } from "#components/ui/choice-option.tsx";
import { cx } from "#components/ui/class-names.ts";
import { controlClass, FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";
import { popoverClass } from "#components/ui/popover-class.ts";

export function Select({
  label,
  hint,
  errors,
  className,
  choices,
  ...props
}: FieldProps &
  Omit<AriaSelectProps<Choice>, "className" | "children" | "isInvalid"> & {
    readonly choices: readonly Choice[];
  }) {
  return (
    <AriaSelect {...props} {...fieldProps({ errors, className })}>
      <FieldFrame label={label} hint={hint} errors={errors}>
        <Button className={cx(controlClass, "flex items-center justify-between gap-2 text-left")}>
          <SelectValue<Choice> className="truncate">
            {({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}
          </SelectValue>
          <ChevronDown aria-hidden="true" size={16} strokeWidth={1.75} />
        </Button>
      </FieldFrame>
      <Popover className={cx(popoverClass, "min-w-(--trigger-width)")}>
        <ListBox items={choices} className="outline-none">
          {choiceOption}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
