// Where the coupons of one game go: actual, plan and forecast on one time axis. Pure, so that the arithmetic can
// be tested without a game.

import type { LeftPoint } from "#lib/analytics/contract.ts";
import { type Plan, planAt } from "#lib/pacing/plan.ts";

export interface GameSpan {
  readonly startsMs: number;
  readonly endsMs: number;
  readonly pausedMs: number;
  readonly plan: Plan;
}

/**
 * Share of the budget that is due at a moment. Time in pauses does not count; when they were is not kept, so the
 * past is stretched evenly over what was played, and the future, which is what the plan governs, is exact.
 */
export function dueShare(span: GameSpan, atMs: number, nowMs: number): number {
  const activeTotal = span.endsMs - span.startsMs - span.pausedMs;
  if (activeTotal <= 0) return atMs >= span.endsMs ? 1 : 0;
  const horizon = Math.min(Math.max(nowMs, span.startsMs), span.endsMs);
  const activeNow = Math.max(0, horizon - span.startsMs - span.pausedMs);
  const active =
    atMs >= horizon
      ? activeNow + (atMs - horizon)
      : (activeNow * (atMs - span.startsMs)) / Math.max(1, horizon - span.startsMs);
  return planAt(span.plan, active / activeTotal);
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
