import { ChartFrame, chartSize, percent } from "#components/charts/chart-frame.tsx";
import { cx } from "#components/ui/class-names.ts";

/** One bar a step of time; a step without a value stays empty. Beside it, where there is one, what was planned. */
export function StepBars({
  label,
  values,
  planned,
  top,
  format,
  xWords,
  className = "h-20",
}: {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly planned?: readonly number[];
  readonly top?: number;
  readonly format: (value: number) => string;
  readonly xWords: readonly string[];
  readonly className?: string;
}) {
  const most = Math.max(top ?? 0, ...values.map((value) => value ?? 0), ...(planned ?? []));
  const scale = most > 0 ? chartSize / most : 0;
  const width = chartSize / Math.max(1, values.length);
  return (
    <ChartFrame
      label={label}
      className={className}
      yMarks={[
        { at: 0, text: format(most) },
        { at: chartSize, text: format(0) },
      ]}
      xWords={xWords}
      overlay={
        <span
          aria-hidden="true"
          className={cx("absolute inset-x-0 border-t border-rule-2")}
          style={{ top: percent(chartSize) }}
        />
      }
    >
      {values.map((value, index) => (
        <rect
          // A step is where it is on the axis.
          key={`${(index * width).toFixed(3)}`}
          x={index * width + width * 0.1}
          width={width * 0.8}
          y={chartSize - (value ?? 0) * scale}
          height={(value ?? 0) * scale}
          fill="var(--c1)"
        />
      ))}
      {planned ? (
        <path
          d={planned
            .map((value, index) => {
              const y = chartSize - value * scale;
              return `M${index * width},${y}H${(index + 1) * width}`;
            })
            .join("")}
          fill="none"
          stroke="var(--ink)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
    </ChartFrame>
  );
}
