"use client";

import { ToggleButton } from "react-aria-components";

export interface Chip<Id extends string> {
  readonly id: Id;
  readonly word: string;
  readonly count?: number;
}

/** Filters to switch on one by one; none on means all. */
export function FilterChips<Id extends string>({
  legend,
  chips,
  chosen,
  onChange,
}: {
  readonly legend: string;
  readonly chips: readonly Chip<Id>[];
  readonly chosen: readonly Id[];
  readonly onChange: (chosen: readonly Id[]) => void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{legend}</legend>
      {chips.map(({ id, word, count }) => (
        <ToggleButton
          key={id}
          isSelected={chosen.includes(id)}
          onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))}
          className="flex min-h-8 cursor-pointer items-center gap-1.5 rounded-ctl border border-rule-2 bg-sheet px-2.5 text-sm text-ink selected:border-ink selected:bg-ink selected:text-on-ink pointer-coarse:min-h-11"
        >
          {word} {count === undefined ? null : <span className="opacity-80">{count}</span>}
        </ToggleButton>
      ))}
    </fieldset>
  );
}
