import { scaleLinear } from "d3-scale";
import { curveMonotoneX, line } from "d3-shape";
import { ChartTable } from "#components/charts/chart-table.tsx";
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

const width = 640;
const height = 220;
const box = { left: 44, right: 630, top: 10, bottom: 196 } as const;

/** Coupons left over time: solid what happened, dashed the plan, dotted the forecast. */
export function BurnDown(props: BurnDownProps) {
  const { total, startsMs, endsMs, zone, actual, plan, forecast } = props;
  const x = scaleLinear([startsMs, endsMs], [box.left, box.right]).clamp(true);
  const y = scaleLinear([0, Math.max(1, total)], [box.bottom, box.top]).clamp(true);
  const path = line<BurnDownPoint>(
    (point) => x(point.atMs),
    (point) => y(point.left),
  );
  const smooth = path.curve(curveMonotoneX);
  const now = actual.at(-1);
  const planned = now ? planAt(plan, now.atMs) : undefined;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, at: y(share * total) }));
  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={burnDownWords(now, planned, total)}
        className="block w-full"
      >
        {marks.map(({ share, at }) => (
          <line
            key={share}
            x1={box.left}
            x2={box.right}
            y1={at}
            y2={at}
            stroke={share === 0 ? "var(--rule-2)" : "var(--rule)"}
          />
        ))}
        <path
          d={path.curve(curveMonotoneX)(plan) ?? undefined}
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth="1.5"
          strokeDasharray="5 5"
        />
        <path
          d={smooth(forecast) ?? undefined}
          fill="none"
          stroke="var(--c2)"
          strokeWidth="2"
          strokeDasharray="2 5"
        />
        <path d={smooth(actual) ?? undefined} fill="none" stroke="var(--c1)" strokeWidth="3" />
        {now ? <circle cx={x(now.atMs)} cy={y(now.left)} r="5" fill="var(--c1)" /> : null}
        <g fill="var(--ink-2)" fontSize="12" className="hidden sm:inline">
          <AxisText x={x} y={y} {...props} />
          {now ? (
            <NowLabel
              at={x(now.atMs)}
              y={y(now.left)}
              words={`${formatCount(now.left)} ${now.atMs >= endsMs ? "at the end" : "now"}`}
            />
          ) : null}
          <SeriesNames x={x} y={y} plan={plan} forecast={forecast} />
        </g>
      </svg>
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

function AxisText({
  x,
  y,
  total,
  startsMs,
  endsMs,
  zone,
}: Pick<BurnDownProps, "total" | "startsMs" | "endsMs" | "zone"> & {
  readonly x: Scale;
  readonly y: Scale;
}) {
  const middleMs = (startsMs + endsMs) / 2;
  const times = [
    { at: startsMs, anchor: "start" as const },
    { at: middleMs, anchor: "middle" as const },
    { at: endsMs, anchor: "end" as const },
  ];
  return (
    <>
      {[0, total / 2, total].map((value) => (
        <text key={value} x={box.left - 6} y={y(value) + 4} textAnchor="end">
          {formatCount(Math.round(value))}
        </text>
      ))}
      {times.map(({ at, anchor }) => (
        <text key={at} x={x(at)} y={height - 6} textAnchor={anchor}>
          {formatWeekdayTime(at, zone)}
        </text>
      ))}
    </>
  );
}

function NowLabel({
  at,
  y,
  words,
}: {
  readonly at: number;
  readonly y: number;
  readonly words: string;
}) {
  const near = at > box.right - 90;
  return (
    <text
      x={near ? at - 10 : at + 9}
      y={Math.max(18, near ? y - 26 : y - 8)}
      textAnchor={near ? "end" : "start"}
      fill="var(--c1)"
      fontWeight="700"
    >
      {words}
    </text>
  );
}

function SeriesNames({
  x,
  y,
  plan,
  forecast,
}: Pick<BurnDownProps, "plan" | "forecast"> & { readonly x: Scale; readonly y: Scale }) {
  const first = plan[0];
  const last = plan.at(-1);
  const end = forecast.at(-1);
  const start = forecast[0];
  const planMs = first && last ? first.atMs + (last.atMs - first.atMs) * 0.82 : undefined;
  const planLeft = planMs === undefined ? undefined : planAt(plan, planMs);
  return (
    <>
      {planMs !== undefined && planLeft !== undefined ? (
        <text x={x(planMs) + 6} y={y(planLeft) - 6}>
          plan
        </text>
      ) : null}
      {start && end ? (
        <text
          x={(x(start.atMs) + x(end.atMs)) / 2 - 6}
          y={(y(start.left) + y(end.left)) / 2 + 14}
          textAnchor="end"
          fill="var(--c2)"
        >
          forecast
        </text>
      ) : null}
    </>
  );
}

/** On a phone the words inside the picture would be too small to read, so they stand below it. */
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
