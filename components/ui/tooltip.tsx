"use client";

import type { ReactNode } from "react";
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from "react-aria-components";

/** A short note on hover and focus. Never the only place where something is said. */
export function Tooltip({
  note,
  children,
}: {
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <TooltipTrigger delay={400}>
      <Focusable>
        <button
          type="button"
          className="cursor-help border-b border-dotted border-rule-2 text-left"
        >
          {children}
        </button>
      </Focusable>
      <AriaTooltip
        offset={6}
        className="enter z-50 max-w-72 rounded-ctl bg-ink px-2.5 py-1.5 text-sm text-on-ink"
      >
        {note}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
