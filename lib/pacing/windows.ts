// Least and most winners per stretch of time: per slot of so many seconds, per hour, per day. Every rule is held on
// its own; together they must leave room for the budget, and what cannot be is refused in words.

import { isOpenAt, type OpenSpan, pacedAt } from "#lib/pacing/open-hours.ts";

export type PacerWindow = {
  /** What the marketer calls it, for messages: "slot", "hour", "day". */
  readonly label: string;
  /** Length in active seconds, counted from the start; 0 when edges are given. */
  readonly length: number;
  /** First active second of each window, from 0 on: hours and days of the campaign's time zone. */
  readonly edges: readonly number[];
  /** Least winners, as far as plays allow; 0 means none. */
  readonly min: number;
  /** Most winners, always; 0 means no limit. */
  readonly max: number;
};

export type PacerWindowInput = Partial<PacerWindow>;

export function pacerWindow(input: PacerWindowInput): PacerWindow {
  const window = { label: "slot", length: 0, edges: [], min: 0, max: 0, ...input };
  const { length, edges, min, max } = window;
  const laidOut =
    edges.length > 0
      ? length === 0 &&
        edges.every((edge, i) => (i === 0 ? edge === 0 : edge > (edges[i - 1] ?? 0)))
      : length > 0 && Number.isFinite(length);
  const counts = [min, max].every((count) => Number.isInteger(count) && count >= 0);
  if (!laidOut || !counts || (max > 0 && min > max)) {
    throw new RangeError(`The limits per ${window.label} are out of range.`);
  }
  return window;
}

/** Number of the window t lies in. */
export function windowIndexAt({ length, edges }: PacerWindow, t: number): number {
  if (length > 0) return Math.floor(t / length);
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((edges[middle] ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** First active second after window `index`, at most the duration. */
export function windowEndOf(
  { length, edges }: PacerWindow,
  index: number,
  duration: number,
): number {
  const end = length > 0 ? (index + 1) * length : (edges[index + 1] ?? duration);
  return Math.min(end, duration);
}

/** What is left of the edges when a pause of `lost` seconds ends at t. Hours and days go by the clock on the wall. */
export function shiftEdges(edges: readonly number[], t: number, lost: number): number[] {
  const shifted = edges.map((edge) => (edge <= t ? edge : Math.max(t, edge - lost)));
  return shifted.filter((edge, i) => i === 0 || edge > (shifted[i - 1] ?? 0));
}

type Laid = { readonly from: number; readonly to: number };
type Timing = { readonly duration: number; readonly open: readonly OpenSpan[] };

/** The windows of a rule that hold any opening time, in active seconds. */
export function windowSpans(window: PacerWindow, { duration, open }: Timing): Laid[] {
  const spans: Laid[] = [];
  const count = window.length > 0 ? Math.ceil(duration / window.length) : window.edges.length;
  for (let index = 0; index < count; index++) {
    const from = window.length > 0 ? index * window.length : (window.edges[index] ?? 0);
    const to = windowEndOf(window, index, duration);
    if (
      to > from &&
      (pacedAt({ open }, to) > pacedAt({ open }, from) || isOpenAt({ duration, open }, from))
    ) {
      spans.push({ from, to });
    }
  }
  return spans;
}

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** Every reason why rules and budget cannot stand together, in words; none is what is asked. */
export function windowProblems(
  windows: readonly PacerWindow[],
  timing: Timing & { readonly budget: number },
): string[] {
  const laid = windows.map((window) => ({ window, spans: windowSpans(window, timing) }));
  const problems: string[] = [];
  for (const { window, spans } of laid) {
    const { label, min, max } = window;
    if (min * spans.length > timing.budget) {
      problems.push(
        `At least ${min} per ${label} over ${count(spans.length, label)} takes ${min * spans.length} prizes; the game has ${timing.budget}.`,
      );
    }
    if (max > 0 && max * spans.length < timing.budget) {
      problems.push(
        `At most ${max} per ${label} over ${count(spans.length, label)} lets out ${max * spans.length} prizes; the game has ${timing.budget}.`,
      );
    }
  }
  for (const outer of laid) {
    for (const inner of laid) if (inner !== outer) problems.push(...nestedProblems(outer, inner));
  }
  return problems;
}

type LaidRule = { readonly window: PacerWindow; readonly spans: readonly Laid[] };

/** Whether the windows of one rule that fit into one window of another leave it room. At most one finding. */
function nestedProblems(outer: LaidRule, inner: LaidRule): string[] {
  let first = 0;
  for (const span of outer.spans) {
    while ((inner.spans[first]?.to ?? Number.POSITIVE_INFINITY) <= span.from) first += 1;
    let within = 0;
    let touching = 0;
    for (let i = first; i < inner.spans.length; i++) {
      const each = inner.spans[i];
      if (!each || each.from >= span.to) break;
      touching += 1;
      if (each.from >= span.from && each.to <= span.to) within += 1;
    }
    const { label, min, max } = outer.window;
    const least = within * inner.window.min;
    if (max > 0 && least > max) {
      return [
        `At least ${inner.window.min} per ${inner.window.label} makes ${least} in one ${label}, which may have ${max} at most.`,
      ];
    }
    const most = touching * inner.window.max;
    if (inner.window.max > 0 && touching > 0 && min > most) {
      return [
        `At most ${inner.window.max} per ${inner.window.label} makes ${most} in one ${label}, which needs ${min} at least.`,
      ];
    }
  }
  return [];
}
