"use client";

import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps } from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";

export function Checkbox({
  children,
  hint,
  className,
  ...props
}: Omit<CheckboxProps, "className" | "children"> & {
  readonly children: ReactNode;
  readonly hint?: ReactNode;
  readonly className?: string;
}) {
  return (
    <AriaCheckbox
      {...props}
      className={cx(
        "group flex cursor-pointer items-start gap-2.5 py-1 disabled:opacity-55",
        className,
      )}
    >
      {({ isSelected, isIndeterminate }) => (
        <>
          <span
            aria-hidden="true"
            className="mt-0.5 grid size-[18px] shrink-0 place-items-center rounded-stamp border border-rule-2 bg-sheet text-on-ink group-selected:border-ink group-selected:bg-ink group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-link"
          >
            {isSelected || isIndeterminate ? (
              <svg viewBox="0 0 16 16" className="size-3.5" fill="none" aria-hidden="true">
                <path
                  d={isIndeterminate ? "M3 8h10" : "M3 8.5 6.5 12 13 4.5"}
                  stroke="currentColor"
                  strokeWidth="2.25"
                />
              </svg>
            ) : null}
          </span>
          <span>
            {children}
            {hint ? <span className="block text-sm text-ink-2">{hint}</span> : null}
          </span>
        </>
      )}
    </AriaCheckbox>
  );
}
