"use client";

import { ChevronDown } from "lucide-react";
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Button,
  Input,
  ListBox,
  Popover,
} from "react-aria-components";
import { type Choice, choiceOption } from "#components/ui/choice-option.tsx";
import { cx } from "#components/ui/class-names.ts";
import { controlClass, FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";
import { popoverClass } from "#components/ui/popover-class.ts";

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
      {...fieldProps({ errors, className })}
      defaultItems={choices}
      menuTrigger="focus"
    >
      <FieldFrame label={label} hint={hint} errors={errors}>
        <div className="relative flex">
          <Input className={cx(controlClass, "pr-9")} />
          <Button className="absolute inset-y-0 right-0 grid w-9 place-items-center text-ink-2">
            <ChevronDown aria-hidden="true" size={16} strokeWidth={1.75} />
          </Button>
        </div>
      </FieldFrame>
      <Popover className={cx(popoverClass, "max-h-72 min-w-(--trigger-width)")}>
        <ListBox<Choice>
          className="outline-none"
          renderEmptyState={() => <p className="px-3 py-2 text-ink-2">Nothing matches.</p>}
        >
          {choiceOption}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
