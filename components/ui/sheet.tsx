import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";

/** A panel of the ledger, named by its heading. */
export function Sheet({
  title,
  id,
  aside,
  className,
  children,
}: {
  readonly title: string;
  /** Id of the heading; the panel is labelled by it. */
  readonly id: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className={cx("sheet min-w-0", className)}>
      <div className="mb-2.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2 id={id} className="caps">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
