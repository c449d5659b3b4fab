import { formatCount } from "#components/ui/format-number.ts";

export interface RankedBar {
  readonly label: string;
  readonly value: number;
  readonly note?: string;
}

/** Longest first; the bar lies behind the words, as in a printed table. */
export function RankedBars({
  bars,
  label,
}: {
  readonly bars: readonly RankedBar[];
  readonly label: string;
}) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ol aria-label={label} className="flex flex-col gap-1">
      {bars.map((bar) => (
        <li
          key={bar.label}
          className="relative flex min-h-8 items-center justify-between gap-3 px-2"
        >
          <span
            aria-hidden="true"
            className="absolute inset-y-0 left-0 bg-link-bg"
            style={{ width: `${(100 * bar.value) / most}%` }}
          />
          <span className="relative truncate">{bar.label}</span>
          <span className="relative shrink-0">
            <b className="font-semibold">{formatCount(bar.value)}</b>
            {bar.note ? <span className="text-sm text-ink-2"> {bar.note}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
