// Where the coupons of one game go: actual, plan and forecast on one time axis. Pure, so that the arithmetic can
// be tested without a game.

import type { LeftPoint } from "#lib/analytics/contract.ts";
import { type OpenSpan, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { type Plan, planAt } from "#lib/pacing/plan.ts";

/** A stretch in which the game stood still; `toMs` is null while it does. */
export interface PauseSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
}

export interface GameSpan {
  readonly startsMs: number;
  readonly endsMs: number;
  /** In order; only the last one may be open. */
  readonly pauses: readonly PauseSpan[];
  readonly plan: Plan;
  /** Opening hours in active seconds: the plan runs on the time that is open. None: always open. */
  readonly open?: readonly OpenSpan[];
}

/** Time played from the start up to a moment: pauses do not count, each where it was. */
function activeMs({ startsMs, pauses }: GameSpan, atMs: number): number {
  return pauses.reduce(
    (active, { fromMs, toMs }) =>
      active - Math.max(0, Math.min(atMs, toMs ?? atMs) - Math.min(atMs, fromMs)),
    Math.max(0, atMs - startsMs),
  );
}

/** The plan at a moment of `total` active milliseconds. */
function planShare({ plan, open = [] }: GameSpan, active: number, total: number): number {
  if (open.length === 0) return planAt(plan, active / total);
  const all = pacedDuration({ duration: total / 1000, open });
  return all > 0 ? planAt(plan, pacedAt({ open }, active / 1000) / all) : 0;
}

/**
 * Share of the budget that is due at a moment. Within a pause it stands still; what was due before one stays what it
 * was, because a resume keeps the plan's past and lays only the rest over what is left. A pause that goes on is drawn
 * as if it ended now.
 */
export function dueShare(span: GameSpan, atMs: number, nowMs: number): number {
  const { startsMs, endsMs, pauses } = span;
  const open = pauses.find(({ toMs }) => toMs === null);
  const closed = { ...span, pauses: pauses.filter(({ toMs }) => toMs !== null) };
  const total = activeMs(closed, endsMs);
  if (total <= 0) return atMs >= endsMs ? 1 : 0;
  const at = Math.min(Math.max(atMs, startsMs), endsMs);
  const horizon = Math.min(Math.max(nowMs, startsMs), endsMs);
  if (!open || at <= horizon) return planShare(span, activeMs(span, at), total);
  const stopped = activeMs(span, horizon);
  const rest = (at - horizon) / Math.max(1, endsMs - horizon);
  return planShare(span, stopped + rest * (total - stopped), total);
}

export interface Pace {
  readonly left: number;
  /** Wins so far ÷ what the plan had due over the same recent span; 1 when the plan had nothing due. */
  readonly ratio: number;
}

/** How fast coupons go against the plan lately. Little evidence counts little: the ratio starts out at 1. */
export function paceRatio(recentWins: number, recentDue: number): number {
  const prior = 20;
  return (recentWins + prior) / (recentDue + prior);
}

/** Coupons left at a future moment if the pace against the plan stays: the plan's shape, so closed hours stay flat. */
export function forecastLeft(
  span: GameSpan,
  budget: number,
  pace: Pace,
  atMs: number,
  nowMs: number,
): number {
  const due = dueShare(span, atMs, nowMs) - dueShare(span, nowMs, nowMs);
  return Math.max(0, pace.left - pace.ratio * budget * Math.max(0, due));
}

/** The moment the last coupon goes, to the minute; null when some are left at the end. */
export function runOut(span: GameSpan, budget: number, pace: Pace, nowMs: number): number | null {
  if (pace.left <= 0 || nowMs >= span.endsMs) return null;
  const leftAt = (atMs: number) => forecastLeft(span, budget, pace, atMs, nowMs);
  // Half a coupon is none: rounding must not turn the plan's own end into a shortage or a leftover.
  if (leftAt(span.endsMs) >= 0.5) return null;
  let low = Math.max(nowMs, span.startsMs);
  let high = span.endsMs;
  while (high - low > 30_000) {
    const middle = (low + high) / 2;
    if (leftAt(middle) < 0.5) high = middle;
    else low = middle;
  }
  return high;
}

/** Evenly spaced moments, both ends included. */
export function timeGrid(fromMs: number, toMs: number, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, i) => fromMs + ((toMs - fromMs) * i) / steps);
}

/** Adds series point by point; all are on one grid. */
export function sumSeries(series: readonly (readonly LeftPoint[])[]): LeftPoint[] {
  const [first = []] = series;
  return first.map(({ atMs }, index) => ({
    atMs,
    left: series.reduce((sum, points) => sum + (points[index]?.left ?? 0), 0),
  }));
}
