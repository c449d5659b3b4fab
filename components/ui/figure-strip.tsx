import type { ReactNode } from "react";

export interface Figure {
  readonly id: string;
  readonly value: ReactNode;
  readonly label: ReactNode;
}

/** Up to four big figures between two rules, parted by perforations. */
export function FigureStrip({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className="my-5 grid grid-cols-2 border-y border-rule md:grid-flow-col md:auto-cols-fr md:grid-cols-none">
      {figures.map((figure) => (
        <div
          key={figure.id}
          className="flex flex-col border-dashed border-rule py-3 even:border-l even:pl-4 odd:pr-3 md:border-l md:px-4 md:first:border-l-0 md:first:pl-0"
        >
          <dt className="order-2 text-sm text-ink-2">{figure.label}</dt>
          <dd className="text-3xl leading-[1.05] font-bold font-stretch-[80%]">{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
