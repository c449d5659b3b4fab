"use client";

import { ChevronDown } from "lucide-react";
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Button,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
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
import type { Choice } from "#components/ui/select.tsx";

/** A list long enough to be typed into: time zones, brands, pools. */
export function ComboBox({
  label,
  hint,
  errors,
  className,
  choices,
  ...props
}: FieldProps &
  Omit<AriaComboBoxProps<Choice>, "className" | "children" | "isInvalid"> & {
    readonly choices: readonly Choice[];
  }) {
  return (
    <AriaComboBox
      {...props}
      {...invalid(errors)}
      defaultItems={choices}
      menuTrigger="focus"
      className={fieldClass(className)}
    >
      <FieldLabel>{label}</FieldLabel>
      <div className="relative flex">
        <Input className={cx(controlClass, "pr-9")} />
        <Button className="absolute inset-y-0 right-0 grid w-9 place-items-center text-ink-2">
          <ChevronDown aria-hidden="true" size={16} strokeWidth={1.75} />
        </Button>
      </div>
      <FieldNotes hint={hint} errors={errors} />
      <Popover className={cx(popoverClass, "max-h-72 min-w-(--trigger-width)")}>
        <ListBox<Choice>
          className="outline-none"
          renderEmptyState={() => <p className="px-3 py-2 text-ink-2">Nothing matches.</p>}
        >
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={optionClass}>
              <span>{choice.label}</span>
              {choice.hint ? <span className="text-sm opacity-80">{choice.hint}</span> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
