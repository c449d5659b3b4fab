"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cx } from "#components/ui/class-names.ts";

export interface LinkTab {
  readonly href: string;
  readonly label: string;
}

/** Tabs that are pages: each has an address, so Back and sharing work. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  readonly label: string;
  readonly tabs: readonly LinkTab[];
  /** The open page, where it is not the address itself. */
  readonly current?: string;
}) {
  const pathname = usePathname();
  const open = current ?? pathname;
  const list = useRef<HTMLElement>(null);
  // On a narrow screen the tabs scroll, and the open one is not to be looked for.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>(`[href="${CSS.escape(open)}"]`);
    if (!list.current || !tab) return;
    const past =
      tab.offsetLeft + tab.offsetWidth - list.current.offsetLeft - list.current.clientWidth;
    if (past > 0) list.current.scrollLeft = past;
  }, [open]);
  return (
    <nav
      ref={list}
      aria-label={label}
      className="no-print mt-5 overflow-x-auto border-b border-rule-2"
    >
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => {
          const isCurrent = tab.href === open;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href}
                scroll={false}
                {...(isCurrent ? { "aria-current": "page" as const } : {})}
                className={cx(
                  "flex min-h-9 items-center border-b-[3px] px-3 no-underline outline-offset-[-2px] pointer-coarse:min-h-11",
                  isCurrent
                    ? "border-ink font-semibold text-ink"
                    : "border-transparent text-ink-2 hover:border-rule-2 hover:text-ink",
                )}
              >
                {tab.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
