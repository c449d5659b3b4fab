"use client";

import { line } from "d3-shape";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/class-names.ts";

export interface CurvePoint {
  /** Share of the time. */
  readonly at: number;
  /** 0 to 100. */
  readonly rate: number;
}

const least = 3;
const most = 24;

const clamp = (value: number) => Math.min(100, Math.max(0, Math.round(value)));

/** `count` points evenly over the time, on the curve that was there. */
export function resampled(points: readonly CurvePoint[], count: number): CurvePoint[] {
  return Array.from({ length: count }, (_, i) => {
    const at = i / (count - 1);
    return { at, rate: clamp(rateAt(points, at)) };
  });
}

function rateAt(points: readonly CurvePoint[], at: number): number {
  const next = points.findIndex((point) => point.at >= at);
  const to = points[next];
  const from = points[next - 1];
  if (!to) return points.at(-1)?.rate ?? 50;
  if (!from || to.at <= from.at) return to.rate;
  return from.rate + ((to.rate - from.rate) * (at - from.at)) / (to.at - from.at);
}

/**
 * A curve drawn by hand: dragging across lifts the nearest points, and each point is a slider of its own for the
 * keyboard.
 */
export function CurveField({
  id,
  label,
  hint,
  errors,
  points,
  onChange,
  wordsAt,
  isDisabled = false,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly errors?: readonly string[] | undefined;
  readonly points: readonly CurvePoint[];
  readonly onChange: (points: CurvePoint[]) => void;
  /** What a share of the time is called: "Friday 18:00". */
  readonly wordsAt: (at: number) => string;
  readonly isDisabled?: boolean;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const set = (index: number, rate: number) =>
    onChange(points.map((point, i) => (i === index ? { ...point, rate: clamp(rate) } : point)));
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = frame.current?.getBoundingClientRect();
    if (isDisabled || !box || event.buttons !== 1) return;
    const at = (event.clientX - box.left) / box.width;
    set(nearest(points, at), 100 * (1 - (event.clientY - box.top) / box.height));
  };
  const path = line<CurvePoint>(
    ({ at }) => at * 1000,
    ({ rate }) => 1000 - rate * 10,
  )(points);
  return (
    <fieldset id={id} className="flex min-w-0 flex-col gap-1">
      <legend className="text-base font-semibold">{label}</legend>
      {/* The padding keeps the outermost handles inside the page. */}
      <div className="px-3 py-2">
        <div
          ref={frame}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag(event);
          }}
          onPointerMove={drag}
          className={cx(
            "relative h-40 touch-none border border-rule-2 bg-sunk",
            isDisabled ? "opacity-55" : "cursor-crosshair",
          )}
        >
          <svg
            viewBox="0 0 1000 1000"
            preserveAspectRatio="none"
            aria-hidden="true"
            className="absolute inset-0 size-full"
          >
            <path d={`${path}L1000,1000L0,1000Z`} fill="var(--c1)" opacity="0.15" />
            <path
              d={path ?? undefined}
              fill="none"
              stroke="var(--c1)"
              strokeWidth="2.5"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {points.map((point, index) => (
            <Handle
              key={point.at}
              name={wordsAt(point.at)}
              point={point}
              isDisabled={isDisabled}
              set={(rate) => set(index, rate)}
            />
          ))}
        </div>
      </div>
      <div aria-hidden="true" className="flex justify-between gap-2 px-3 text-sm text-ink-2">
        <span>{wordsAt(0)}</span>
        <span className="text-right">{wordsAt(1)}</span>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          isDisabled={isDisabled || points.length >= most}
          onPress={() => onChange(resampled(points, Math.min(most, points.length * 2 - 1)))}
        >
          More points
        </Button>
        <Button
          isDisabled={isDisabled || points.length <= least}
          onPress={() => onChange(resampled(points, Math.max(least, Math.ceil(points.length / 2))))}
        >
          Fewer points
        </Button>
      </div>
      {hint ? <p className="text-sm text-ink-2">{hint}</p> : null}
      {errors?.length ? <p className="text-sm font-semibold text-bad">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}

function nearest(points: readonly CurvePoint[], at: number): number {
  let best = 0;
  for (const [index, point] of points.entries()) {
    if (Math.abs(point.at - at) < Math.abs((points[best]?.at ?? 0) - at)) best = index;
  }
  return best;
}

const steps: Readonly<Record<string, number>> = {
  ArrowUp: 5,
  ArrowRight: 5,
  ArrowDown: -5,
  ArrowLeft: -5,
  PageUp: 20,
  PageDown: -20,
  Home: -100,
  End: 100,
};

function Handle({
  name,
  point: { at, rate },
  isDisabled,
  set,
}: {
  readonly name: string;
  readonly point: CurvePoint;
  readonly isDisabled: boolean;
  readonly set: (rate: number) => void;
}) {
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined || isDisabled) return;
    event.preventDefault();
    set(rate + step);
  };
  return (
    <div
      role="slider"
      tabIndex={isDisabled ? -1 : 0}
      aria-label={name}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={rate}
      aria-disabled={isDisabled}
      onKeyDown={press}
      className="absolute size-4 -translate-1/2 rounded-full border-2 border-c1 bg-sheet focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-link"
      style={{ left: `${at * 100}%`, top: `${100 - rate}%` }}
    />
  );
}
