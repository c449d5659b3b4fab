import type { ReactNode } from "react";

export function EditorSection({
  number,
  title,
  id,
  aside,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly id: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="sheet flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={`${id}-title`} className="flex items-baseline gap-2.5 text-xl font-bold">
          <span className="text-ink-2 tabular-nums">{number}</span>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
