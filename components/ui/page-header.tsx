import Link from "next/link";
import type { ReactNode } from "react";

export interface Crumb {
  readonly href: string;
  readonly label: string;
}

export function PageHeader({
  title,
  crumbs = [],
  children,
  actions,
}: {
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  /** The line under the title: state, window, zone. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header>
      {crumbs.length ? (
        <nav aria-label="Breadcrumb" className="mb-1.5 text-sm text-ink-2">
          <ol className="flex flex-wrap gap-x-1">
            {crumbs.map((crumb) => (
              <li key={crumb.href}>
                <Link className="link" href={crumb.href}>
                  {crumb.label}
                </Link>{" "}
                <span aria-hidden="true">/</span>
              </li>
            ))}
            <li aria-current="page">{title}</li>
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="title text-4xl">
            {title}
          </h1>
          {children ? (
            <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">{children}</div>
          ) : null}
        </div>
        {actions ? <div className="no-print flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
