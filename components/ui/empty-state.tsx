import type { ReactNode } from "react";

/** One sentence and the action that ends the emptiness. */
export function EmptyState({
  sentence,
  children,
}: {
  readonly sentence: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-3 border border-dashed border-rule-2 px-5 py-6">
      <p className="max-w-[60ch]">{sentence}</p>
      {children ? <div className="flex flex-wrap gap-2">{children}</div> : null}
    </div>
  );
}
