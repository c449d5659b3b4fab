"use client";

import { House, Megaphone, Menu as MenuIcon, Store, Ticket } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "react-aria-components";
import { barEntries, isCurrent, navEntries } from "#components/admin/nav-entries.ts";
import { cx } from "#components/ui/class-names.ts";
import { Dialog } from "#components/ui/dialog.tsx";

const icons = [House, Megaphone, Store, Ticket] as const;
const slot =
  "flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs no-underline outline-offset-[-3px]";

/** The rail of a phone: four rooms in thumb reach, the rest behind More. */
export function BottomBar({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  const [isOpen, setOpen] = useState(false);
  const rest = navEntries.slice(barEntries.length);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-40 flex border-t border-rule-2 bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {barEntries.map((entry, index) => {
        const Icon = icons[index] ?? House;
        const current = isCurrent(entry, pathname);
        return (
          <Link
            key={entry.href}
            href={entry.href}
            {...(current ? { "aria-current": "page" as const } : {})}
            className={cx(slot, current ? "bg-ink text-on-ink" : "text-ink-2")}
          >
            <Icon aria-hidden="true" size={20} strokeWidth={1.75} />
            {entry.label === "Coupon pools" ? "Pools" : entry.label}
          </Link>
        );
      })}
      <Button className={cx(slot, "text-ink-2")} onPress={() => setOpen(true)}>
        <MenuIcon aria-hidden="true" size={20} strokeWidth={1.75} />
        More
      </Button>
      <Dialog title="More" isOpen={isOpen} onOpenChange={setOpen}>
        <ul className="flex flex-col">
          {rest.map((entry) => (
            <li key={entry.href} className="border-b border-rule">
              <Link
                href={entry.href}
                onClick={() => setOpen(false)}
                className="flex min-h-11 items-center text-ink no-underline"
              >
                {entry.label}
              </Link>
            </li>
          ))}
        </ul>
        {children}
      </Dialog>
    </nav>
  );
}
