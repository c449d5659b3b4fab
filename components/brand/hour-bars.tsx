import { scaleLinear } from "d3-scale";
import { ChartFrame, chartSize } from "#components/charts/chart-frame.tsx";
import { formatCount } from "#components/ui/format-number.ts";

export interface Bar {
  readonly atMs: number;
  readonly label: string;
  readonly value: number;
}

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
  const y = scaleLinear([0, most], [chartSize, 0]);
  const step = chartSize / Math.max(1, bars.length);
  const peak = bars.reduce<Bar | undefined>(
    (best, bar) => (best && best.value >= bar.value ? best : bar),
    undefined,
  );
  const words = peak ? `${label}, most at ${peak.label}: ${formatCount(peak.value)}` : label;
  const ends = new Set([bars[0], bars.at(-1)].flatMap((bar) => (bar ? [bar.label] : [])));
  return (
    <ChartFrame
      label={words}
      className="h-[92px]"
      yMarks={[0, most].map((value) => ({ at: y(value), text: formatCount(value) }))}
      xWords={[...ends]}
    >
      {[0, most].map((value) => (
        <line
          key={value}
          x1={0}
          x2={chartSize}
          y1={y(value)}
          y2={y(value)}
          stroke="var(--rule)"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {bars.map((bar, index) => (
        <rect
          key={bar.atMs}
          x={index * step}
          y={y(bar.value)}
          width={step * 0.8}
          height={chartSize - y(bar.value)}
          fill={color}
        >
          <title>{`${bar.label}: ${formatCount(bar.value)}`}</title>
        </rect>
      ))}
    </ChartFrame>
  );
}
