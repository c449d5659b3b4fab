import { scaleLinear } from "d3-scale";
import { formatCount } from "#components/ui/format-number.ts";

export interface Bar {
  readonly atMs: number;
  readonly label: string;
  readonly value: number;
}

const width = 640;
const height = 120;
const box = { left: 44, right: 636, top: 14, bottom: 100 } as const;

/** One bar a step of time, drawn on the server; the table beside it holds the numbers. */
export function HourBars({
  bars,
  label,
  color,
}: {
  readonly bars: readonly Bar[];
  readonly label: string;
  readonly color: string;
}) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const y = scaleLinear([0, most], [box.bottom, box.top]);
  const step = (box.right - box.left) / Math.max(1, bars.length);
  const peak = bars.reduce<Bar | undefined>(
    (best, bar) => (best && best.value >= bar.value ? best : bar),
    undefined,
  );
  const words = peak ? `${label}, most at ${peak.label}: ${formatCount(peak.value)}` : label;
  const ends = [bars[0], bars.at(-1)];
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words} className="block w-full">
      {[0, most].map((value) => (
        <g key={value}>
          <line x1={box.left} x2={box.right} y1={y(value)} y2={y(value)} stroke="var(--rule)" />
          <text
            x={box.left - 6}
            y={y(value) + 4}
            textAnchor="end"
            fontSize="12"
            fill="var(--ink-2)"
          >
            {formatCount(value)}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => (
        <rect
          key={bar.atMs}
          x={box.left + index * step}
          y={y(bar.value)}
          width={Math.max(0.5, step - Math.min(1.5, step * 0.2))}
          height={box.bottom - y(bar.value)}
          fill={color}
        >
          <title>{`${bar.label}: ${formatCount(bar.value)}`}</title>
        </rect>
      ))}
      {ends.map((bar, index) =>
        bar ? (
          <text
            key={index === 0 ? "first" : "last"}
            x={index === 0 ? box.left : box.right}
            y={height - 4}
            textAnchor={index === 0 ? "start" : "end"}
            fontSize="12"
            fill="var(--ink-2)"
          >
            {bar.label}
          </text>
        ) : null,
      )}
    </svg>
  );
}
