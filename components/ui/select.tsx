"use client";

import { ChevronDown } from "lucide-react";
import {
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";
import {
  controlClass,
  FieldLabel,
  FieldNotes,
  type FieldProps,
  fieldClass,
  invalid,
} from "#components/ui/field.tsx";
import { optionClass, popoverClass } from "#components/ui/popover-class.ts";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

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
    <AriaSelect {...props} {...invalid(errors)} className={fieldClass(className)}>
      <FieldLabel>{label}</FieldLabel>
      <Button className={cx(controlClass, "flex items-center justify-between gap-2 text-left")}>
        <SelectValue<Choice> className="truncate">
          {({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}
        </SelectValue>
        <ChevronDown aria-hidden="true" size={16} strokeWidth={1.75} />
      </Button>
      <FieldNotes hint={hint} errors={errors} />
      <Popover className={cx(popoverClass, "min-w-(--trigger-width)")}>
        <ListBox items={choices} className="outline-none">
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={optionClass}>
              <span>{choice.label}</span>
              {choice.hint ? <span className="text-sm opacity-80">{choice.hint}</span> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
