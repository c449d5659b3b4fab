"use client";

import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps } from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";

export function Switch({
  children,
  hint,
  className,
  ...props
}: Omit<SwitchProps, "className" | "children"> & {
  readonly children: ReactNode;
  readonly hint?: ReactNode;
  readonly className?: string;
}) {
  return (
    <AriaSwitch
      {...props}
      className={cx(
        "group flex cursor-pointer items-start gap-2.5 py-1 disabled:opacity-55",
        className,
      )}
    >
      <span
        aria-hidden="true"
        className="mt-0.5 flex h-5 w-9 shrink-0 items-center rounded-ctl border border-rule-2 bg-sunk p-[2px] transition-colors duration-[var(--t1)] group-selected:border-ink group-selected:bg-ink group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-link"
      >
        <span className="size-3.5 rounded-sheet bg-rule-2 transition-transform duration-[var(--t1)] group-selected:translate-x-4 group-selected:bg-mark" />
      </span>
      <span>
        {children}
        {hint ? <span className="block text-sm text-ink-2">{hint}</span> : null}
      </span>
    </AriaSwitch>
  );
}
