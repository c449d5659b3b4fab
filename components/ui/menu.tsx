"use client";

import { MoreHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { buttonClass } from "#components/ui/button-class.ts";
import { cx } from "#components/ui/class-names.ts";
import { optionClass, popoverClass } from "#components/ui/popover-class.ts";

export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly href?: string;
  readonly onAction?: () => void;
  readonly danger?: boolean;
}

/** A row's or page's further actions. `label` names what they belong to. */
export function Menu({
  label,
  choices,
  children,
}: {
  readonly label: string;
  readonly choices: readonly MenuChoice[];
  readonly children?: ReactNode;
}) {
  return (
    <MenuTrigger>
      <Button aria-label={label} className={buttonClass(children ? "plain" : "quiet", "px-2.5")}>
        {children ?? <MoreHorizontal aria-hidden="true" size={18} strokeWidth={1.75} />}
      </Button>
      <Popover className={cx(popoverClass, "min-w-44")} placement="bottom end">
        <AriaMenu className="outline-none">
          {choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              {...(choice.href ? { href: choice.href } : {})}
              {...(choice.onAction ? { onAction: choice.onAction } : {})}
              className={cx(optionClass, choice.danger && "text-bad")}
            >
              {choice.label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
