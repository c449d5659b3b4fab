import { scaleLinear } from "d3-scale";
import { curveMonotoneX, line } from "d3-shape";
import { ChartFrame, chartSize, percent } from "#components/charts/chart-frame.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { cx } from "#components/ui/class-names.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment, formatWeekdayTime } from "#components/ui/format-time.ts";

export interface BurnDownPoint {
  readonly atMs: number;
  readonly left: number;
}

interface BurnDownProps {
  readonly total: number;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly zone: string;
  /** Coupons left so far; the last point is now. */
  readonly actual: readonly BurnDownPoint[];
  readonly plan: readonly BurnDownPoint[];
  /** From now to the run-out or the end. */
  readonly forecast: readonly BurnDownPoint[];
}

/** Coupons left over time: solid what happened, dashed the plan, dotted the forecast. */
export function BurnDown(props: BurnDownProps) {
  const { total, startsMs, endsMs, zone, actual, plan, forecast } = props;
  const x = scaleLinear([startsMs, endsMs], [0, chartSize]).clamp(true);
  const y = scaleLinear([0, Math.max(1, total)], [chartSize, 0]).clamp(true);
  const now = actual.at(-1);
  const planned = now ? planAt(plan, now.atMs) : undefined;
  return (
    <figure>
      <ChartFrame
        label={burnDownWords(now, planned, total)}
        className="h-44 sm:h-[190px] md:h-[236px]"
        yMarks={[0, 0.5, 1].map((share) => ({
          at: y(share * total),
          text: formatCount(Math.round(share * total)),
        }))}
        xWords={[startsMs, (startsMs + endsMs) / 2, endsMs].map((atMs) =>
          formatWeekdayTime(atMs, zone),
        )}
        overlay={
          <>
            <SeriesNames x={x} y={y} plan={plan} forecast={forecast} />
            {now ? (
              <Now
                x={x(now.atMs)}
                y={y(now.left)}
                words={`${formatCount(now.left)} ${now.atMs >= endsMs ? "at the end" : "now"}`}
              />
            ) : null}
          </>
        }
      >
        <Lines x={x} y={y} total={total} actual={actual} plan={plan} forecast={forecast} />
      </ChartFrame>
      <Key hasForecast={forecast.length > 1} />
      <ChartTable
        summary="Show as a table"
        head={["When", "Left", "Plan"]}
        rows={thin(actual).map((point) => [
          formatMoment(point.atMs, zone),
          formatCount(point.left),
          formatCount(Math.round(planAt(plan, point.atMs) ?? 0)),
        ])}
      />
    </figure>
  );
}

type Scale = (value: number) => number;

function Lines({
  x,
  y,
  total,
  actual,
  plan,
  forecast,
}: Pick<BurnDownProps, "total" | "actual" | "plan" | "forecast"> & {
  readonly x: Scale;
  readonly y: Scale;
}) {
  const smooth = line<BurnDownPoint>(
    (point) => x(point.atMs),
    (point) => y(point.left),
  ).curve(curveMonotoneX);
  const drawn = { fill: "none", vectorEffect: "non-scaling-stroke" } as const;
  return (
    <>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <line
          key={share}
          {...drawn}
          x1={0}
          x2={chartSize}
          y1={y(share * total)}
          y2={y(share * total)}
          stroke={share === 0 ? "var(--rule-2)" : "var(--rule)"}
        />
      ))}
      <path
        {...drawn}
        d={smooth(plan) ?? undefined}
        stroke="var(--ink-2)"
        strokeWidth="1.5"
        strokeDasharray="5 5"
      />
      <path
        {...drawn}
        d={smooth(forecast) ?? undefined}
        stroke="var(--c2)"
        strokeWidth="2"
        strokeDasharray="2 5"
      />
      <path {...drawn} d={smooth(actual) ?? undefined} stroke="var(--c1)" strokeWidth="3" />
    </>
  );
}

/** Where things stand: a dot, and the number above the falling line, where nothing is drawn. */
function Now({ x, y, words }: { readonly x: number; readonly y: number; readonly words: string }) {
  const near = x > 0.75 * chartSize;
  return (
    <div aria-hidden="true">
      <span
        className="absolute size-2.5 -translate-1/2 rounded-full bg-c1"
        style={{ left: percent(x), top: percent(y) }}
      />
      <span
        className={cx(
          "absolute font-bold whitespace-nowrap text-c1",
          near ? "-translate-y-[320%]" : "-translate-y-[110%] pl-2",
        )}
        style={{ top: percent(y), ...(near ? { right: 0 } : { left: percent(x) }) }}
      >
        {words}
      </span>
    </div>
  );
}

/** Which line is which, where there is room to say it on the spot. */
function SeriesNames({
  x,
  y,
  plan,
  forecast,
}: Pick<BurnDownProps, "plan" | "forecast"> & { readonly x: Scale; readonly y: Scale }) {
  const [first, last] = [plan[0], plan.at(-1)];
  const [start, end] = [forecast[0], forecast.at(-1)];
  const planMs = first && last ? first.atMs + (last.atMs - first.atMs) * 0.82 : undefined;
  const planLeft = planMs === undefined ? undefined : planAt(plan, planMs);
  const at = (left: number, top: number) => ({ left: percent(left), top: percent(top) });
  return (
    <div aria-hidden="true" className="hidden sm:block">
      {planMs !== undefined && planLeft !== undefined ? (
        <span className="absolute -translate-y-[120%] pl-1.5" style={at(x(planMs), y(planLeft))}>
          plan
        </span>
      ) : null}
      {start && end && forecast.length > 1 ? (
        <span
          className="absolute -translate-x-full pr-2 text-c2"
          style={at((x(start.atMs) + x(end.atMs)) / 2, (y(start.left) + y(end.left)) / 2)}
        >
          forecast
        </span>
      ) : null}
    </div>
  );
}

/** On a phone there is no room for names beside the lines, so they stand below. */
function Key({ hasForecast }: { readonly hasForecast: boolean }) {
  return (
    <figcaption className="mt-1 flex gap-4 text-sm text-ink-2 sm:sr-only">
      <span className="text-c1">— left</span>
      <span>- - plan</span>
      {hasForecast ? <span className="text-c2">··· forecast</span> : null}
    </figcaption>
  );
}

/** The plan between its points, straight. */
export function planAt(plan: readonly BurnDownPoint[], atMs: number): number | undefined {
  const after = plan.findIndex((point) => point.atMs >= atMs);
  const to = plan[after];
  if (!to) return plan.at(-1)?.left;
  const from = plan[after - 1];
  if (!from) return to.left;
  const share = (atMs - from.atMs) / Math.max(1, to.atMs - from.atMs);
  return from.left + (to.left - from.left) * share;
}

export function burnDownWords(
  now: BurnDownPoint | undefined,
  planned: number | undefined,
  total: number,
): string {
  if (!now) return `Coupons left: ${formatCount(total)}, nothing given out yet`;
  const plan = planned === undefined ? "" : `, plan for now ${formatCount(Math.round(planned))}`;
  return `Coupons left: ${formatCount(now.left)} of ${formatCount(total)}${plan}`;
}

function thin(points: readonly BurnDownPoint[]): readonly BurnDownPoint[] {
  const step = Math.max(1, Math.ceil(points.length / 24));
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
