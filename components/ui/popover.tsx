"use client";

import type { ReactNode } from "react";
import { Popover as AriaPopover, Button, Dialog, DialogTrigger } from "react-aria-components";
import { buttonClass } from "#components/ui/button-class.ts";
import { cx } from "#components/ui/class-names.ts";
import { popoverClass } from "#components/ui/popover-class.ts";

export function Popover({
  label,
  trigger,
  children,
}: {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button className={buttonClass("plain")}>{trigger}</Button>
      <AriaPopover className={cx(popoverClass, "w-80")}>
        <Dialog aria-label={label} className="p-4 outline-none">
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
