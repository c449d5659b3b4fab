// Opening hours as the pacer sees them. A play's arrival is told in active seconds; the plan, the rates and the
// moments run on paced seconds, a clock that stands still while the game is closed. So a night is no gap between
// two plays, and the plan needs no flat parts to be flat at night.

/** An opening in active seconds, from (inclusive) to (exclusive), and the paced seconds that lie before it. */
export type OpenSpan = { readonly from: number; readonly to: number; readonly before: number };

type Hours = { readonly duration: number; readonly open: readonly OpenSpan[] };

/** Puts spans in order and counts what lies before each. Throws on spans that are empty, overlap or leave the game. */
export function openSpans(
  spans: readonly { readonly from: number; readonly to: number }[],
  duration: number,
): OpenSpan[] {
  let before = 0;
  let end = 0;
  return spans.map(({ from, to }) => {
    if (!(from >= end && to > from && to <= duration)) {
      throw new RangeError("Opening hours must follow one another within the game.");
    }
    const span = { from, to, before };
    before = before + (to - from);
    end = to;
    return span;
  });
}

/** Index of the last span that begins at or before t, -1 before the first. */
function spanAt(open: readonly OpenSpan[], t: number): number {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((open[middle]?.from ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether the game takes plays at t: within the game and, when it has opening hours, within one of them. */
export function isOpenAt({ duration, open }: Hours, t: number): boolean {
  if (!(t >= 0 && t < duration)) return false;
  if (open.length === 0) return true;
  const span = open[spanAt(open, t)];
  return span !== undefined && t < span.to;
}

/**
 * The openings as whole microseconds of active time, opening and closing in turn: a play of microsecond n lies within
 * one exactly when isOpenAt() says so of n / 1e6, whatever the seconds were rounded to.
 */
export function openEdgesUs(open: readonly OpenSpan[]): number[] {
  const firstAt = (s: number) => {
    const near = Math.ceil(s * 1e6);
    if (near / 1e6 < s) return near + 1;
    return near > 0 && (near - 1) / 1e6 >= s ? near - 1 : near;
  };
  return open.flatMap(({ from, to }) => [firstAt(from), firstAt(to)]);
}

/** Paced seconds up to t: t itself for a game that never closes. */
export function pacedAt({ open }: Pick<Hours, "open">, t: number): number {
  if (open.length === 0) return t;
  const span = open[spanAt(open, t)];
  return span ? span.before + (Math.min(t, span.to) - span.from) : 0;
}

/** The first active second at which `paced` seconds have run. */
export function activeAt({ open }: Pick<Hours, "open">, paced: number): number {
  if (open.length === 0) return paced;
  const span = open.find(({ from, to, before }) => paced < before + (to - from)) ?? open.at(-1);
  return span ? Math.min(span.to, span.from + (paced - span.before)) : 0;
}

/** All paced seconds of the game. */
export function pacedDuration({ duration, open }: Hours): number {
  const last = open.at(-1);
  return last ? last.before + (last.to - last.from) : duration;
}

/**
 * What is left of the openings when a pause of `lost` seconds ends at active second t: the walls' clock went on, so
 * everything after t comes that much sooner, and what lay within the pause is gone.
 */
export function shiftSpans(
  open: readonly OpenSpan[],
  t: number,
  lost: number,
): { from: number; to: number }[] {
  const shift = (s: number) => (s <= t ? s : Math.max(t, s - lost));
  return open
    .map(({ from, to }) => ({ from: shift(from), to: shift(to) }))
    .filter((s) => s.to > s.from);
}
