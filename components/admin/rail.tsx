"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { isCurrent, navEntries } from "#components/admin/nav-entries.ts";
import { cx } from "#components/ui/class-names.ts";

/** The left rail: every room with its keys, and at its foot who, which version and how things are. */
export function Rail({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 hidden h-dvh flex-col gap-0.5 overflow-y-auto border-r border-rule px-3 py-4 md:flex"
    >
      <Link
        href="/"
        className="px-2 pt-1 pb-3.5 font-display text-2xl leading-none font-black tracking-[-.02em] text-ink no-underline font-stretch-[125%]"
      >
        Frolic
      </Link>
      {navEntries.map((entry) => {
        const current = isCurrent(entry, pathname);
        return (
          <Link
            key={entry.href}
            href={entry.href}
            {...(current ? { "aria-current": "page" as const } : {})}
            className={cx(
              "flex items-baseline justify-between rounded-ctl px-2 py-[7px] no-underline pointer-coarse:py-3",
              current ? "bg-ink text-on-ink" : "text-ink-2 hover:bg-sunk hover:text-ink",
            )}
          >
            {entry.label}
            <span aria-hidden="true" className="text-xs font-medium opacity-85">
              G {entry.key}
            </span>
          </Link>
        );
      })}
      <div className="mt-auto flex flex-col gap-2 pt-4">{children}</div>
    </nav>
  );
}
