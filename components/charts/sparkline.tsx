import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

/** A course without axes, small enough for a row. */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly number[];
  readonly label: string;
}) {
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [1, 119]);
  const y = scaleLinear([0, Math.max(1, ...values)], [27, 2]);
  const path = line<number>(
    (_, index) => x(index),
    (value) => y(value),
  );
  return (
    <svg viewBox="0 0 120 28" role="img" aria-label={label} className="h-7 w-[120px]">
      <path d="M1 27.5H119" stroke="var(--rule)" />
      <path d={path(values) ?? undefined} fill="none" stroke="var(--c1)" strokeWidth="1.75" />
    </svg>
  );
}
