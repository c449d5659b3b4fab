import type { ImportView } from "#lib/coupons/contract.ts";

/** What one answer said of the running step, and when it came. */
export interface Sighting {
  readonly state: ImportView["state"];
  readonly done: number;
  readonly atMs: number;
}

/** Over this long a rate is taken: long enough to be calm, short enough to notice a slow minute. */
const overMs = 15_000;
/** Before that much has been seen, a rate is a guess. */
const atLeastMs = 1_500;

/** Rows of the running step that are done. */
function doneOf(view: ImportView): number {
  if (view.state === "committing") return view.rowsStored;
  return view.state === "uploading" ? view.rowsTotal : view.rowsChecked;
}

/** Rows of the running step in all, as far as they are known: an upload is counted while it comes. */
export function stepsOf(view: ImportView): number {
  return view.state === "committing" ? view.rowsNew : view.rowsTotal;
}

/** The answers worth keeping: of this step, and of late; another step starts anew. */
export function withSighting(
  seen: readonly Sighting[],
  view: ImportView,
  atMs: number,
): readonly Sighting[] {
  const kept = seen.filter((each) => each.state === view.state && each.atMs >= atMs - overMs);
  return [...kept, { state: view.state, done: doneOf(view), atMs }];
}

interface Pace {
  readonly rowsASecond: number;
  /** Null while nobody knows how much there is. */
  readonly leftMs: number | null;
}

/** How fast it goes and how long it still takes; null as long as the answers do not say. */
export function paceOf(seen: readonly Sighting[], view: ImportView): Pace | null {
  const first = seen[0];
  const last = seen.at(-1);
  if (!first || !last || last.state !== view.state) return null;
  const ms = last.atMs - first.atMs;
  const rows = last.done - first.done;
  if (ms < atLeastMs || rows <= 0) return null;
  const left = Math.max(0, stepsOf(view) - last.done);
  return {
    rowsASecond: (rows * 1_000) / ms,
    leftMs: view.state === "uploading" ? null : (left * ms) / rows,
  };
}

/** `less than a minute`, `about 3 min`, `about 2 h`: rough, because it is a forecast. */
export function leftWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return "less than a minute";
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}
