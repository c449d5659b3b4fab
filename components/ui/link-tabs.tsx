import Link from "next/link";
import { cx } from "#components/ui/class-names.ts";

export interface LinkTab {
  readonly href: string;
  readonly label: string;
  readonly count?: string;
}

/** Tabs that are pages: each has an address, so Back and sharing work. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  readonly label: string;
  readonly tabs: readonly LinkTab[];
  readonly current: string;
}) {
  return (
    <nav aria-label={label} className="no-print mt-5 -mb-px overflow-x-auto border-b border-rule-2">
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => {
          const isCurrent = tab.href === current;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href}
                {...(isCurrent ? { "aria-current": "page" as const } : {})}
                className={cx(
                  "-mb-px flex min-h-9 items-center gap-1.5 border-b-[3px] px-3 no-underline outline-offset-[-2px] pointer-coarse:min-h-11",
                  isCurrent
                    ? "border-ink font-semibold text-ink"
                    : "border-transparent text-ink-2 hover:border-rule-2 hover:text-ink",
                )}
              >
                {tab.label}
                {tab.count ? <span className="text-sm text-ink-2">{tab.count}</span> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
