import type { ReactNode } from "react";

/** Facts with their names, one a line; on a narrow screen the name stands above. */
export function DefinitionList({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}) {
  return (
    <dl className="grid sm:grid-cols-[150px_minmax(0,1fr)]">
      {rows.map(([name, value]) => (
        <div
          key={name}
          className="col-span-full grid grid-cols-subgrid border-b border-rule py-2 last:border-b-0"
        >
          <dt className="text-ink-2">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
