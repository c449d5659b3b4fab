import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { ChartFrame, chartSize } from "#components/charts/chart-frame.tsx";
import { formatCount } from "#components/ui/format-number.ts";

export interface BandPoint {
  /** Share of the time. */
  readonly at: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** Coupons given out over time: the middle run, and between which nine of ten lie. */
export function AwardBand({
  label,
  budget,
  points,
  xWords,
}: {
  readonly label: string;
  readonly budget: number;
  readonly points: readonly BandPoint[];
  readonly xWords: readonly string[];
}) {
  const all = [{ at: 0, p5: 0, p50: 0, p95: 0 }, ...points];
  const x = scaleLinear([0, 1], [0, chartSize]);
  const y = scaleLinear([0, Math.max(1, budget)], [chartSize, 0]).clamp(true);
  const band = area<BandPoint>(
    ({ at }) => x(at),
    ({ p5 }) => y(p5),
    ({ p95 }) => y(p95),
  )(all);
  const middle = line<BandPoint>(
    ({ at }) => x(at),
    ({ p50 }) => y(p50),
  )(all);
  return (
    <ChartFrame
      label={label}
      className="h-36"
      yMarks={[0, 0.5, 1].map((share) => ({
        at: y(share * budget),
        text: formatCount(Math.round(share * budget)),
      }))}
      xWords={xWords}
    >
      {[0, 0.5, 1].map((share) => (
        <line
          key={share}
          x1={0}
          x2={chartSize}
          y1={y(share * budget)}
          y2={y(share * budget)}
          stroke={share === 0 ? "var(--rule-2)" : "var(--rule)"}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      <path d={band ?? undefined} fill="var(--c1)" opacity="0.25" />
      <path
        d={middle ?? undefined}
        fill="none"
        stroke="var(--c1)"
        strokeWidth="2.5"
        vectorEffect="non-scaling-stroke"
      />
    </ChartFrame>
  );
}
