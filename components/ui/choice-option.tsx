"use client";

import { ListBoxItem } from "react-aria-components";
import { optionClass } from "#components/ui/popover-class.ts";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** One line of a list to choose from, opened by a button or by typing. */
export function choiceOption(choice: Choice) {
  return (
    <ListBoxItem id={choice.id} textValue={choice.label} className={optionClass}>
      <span>{choice.label}</span>
      {choice.hint ? <span className="text-sm opacity-80">{choice.hint}</span> : null}
    </ListBoxItem>
  );
}
