import { formatCount } from "#components/ui/format-number.ts";

export interface HeatCell {
  readonly label: string;
  readonly value: number;
}

/** One cell a step of time, the darker the more. */
export function HeatStrip({
  cells,
  label,
  unit,
}: {
  readonly cells: readonly HeatCell[];
  readonly label: string;
  readonly unit: string;
}) {
  const most = Math.max(1, ...cells.map((cell) => cell.value));
  const peak = cells.reduce<HeatCell | undefined>(
    (best, cell) => (best && best.value >= cell.value ? best : cell),
    undefined,
  );
  const words = peak
    ? `${label}. Most at ${peak.label}: ${formatCount(peak.value)} ${unit}`
    : label;
  return (
    <div role="img" aria-label={words} className="flex h-8 gap-px border border-rule bg-sunk">
      {cells.map((cell) => (
        <span
          key={cell.label}
          title={`${cell.label}: ${formatCount(cell.value)} ${unit}`}
          className="flex-1 bg-c1"
          style={{ opacity: Math.round((cell.value / most) * 100) / 100 }}
        />
      ))}
    </div>
  );
}
