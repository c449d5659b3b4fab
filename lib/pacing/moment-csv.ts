// A list of winning moments from a file: one line a moment, its time and, where a game has several prizes, the number
// of the prize line. Every bad line is named; nothing is taken unless all of it is good.

import { momentCounts } from "#lib/pacing/moments.ts";
import { isOpenAt } from "#lib/pacing/open-hours.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";

export type MomentCsvFault = { readonly line: number; readonly reason: string };

export type MomentCsv =
  /** Active seconds per brand, rising. */
  | { readonly ok: true; readonly times: number[][] }
  | { readonly ok: false; readonly faults: MomentCsvFault[] };

const FAULTS_MAX = 100;
const ROWS_MAX = 1_000_000;

type Game = Pick<PacerConfig, "brands" | "duration" | "mode" | "open" | "recipe">;

function cellsOf(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

function isHeading(cells: readonly string[]): boolean {
  return /^(time|moment|at|when|instant)$/i.test(cells[0] ?? "");
}

/** Times may be seconds from the start, or instants with an offset (2026-11-20T18:00:00+01:00). */
function secondsOf(cell: string, startsAtMs: number): number | string {
  if (cell === "") return "The time is missing.";
  if (/^\d+(\.\d+)?$/.test(cell)) return Number(cell);
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(cell)) {
    return `"${cell.slice(0, 40)}" is neither seconds from the start nor a time with its offset.`;
  }
  const ms = Date.parse(cell.replace(" ", "T"));
  return Number.isNaN(ms) ? `"${cell}" is no time of the calendar.` : (ms - startsAtMs) / 1000;
}

function brandAt(cell: string | undefined, brands: number): number | string {
  if (cell === undefined || cell === "") {
    return brands === 1 ? 0 : "The number of the prize is missing.";
  }
  const number = Number(cell);
  return Number.isInteger(number) && number >= 1 && number <= brands
    ? number - 1
    : `There is no prize ${cell.slice(0, 40)}.`;
}

function countFaults(game: Game, times: readonly number[][]): MomentCsvFault[] {
  return momentCounts(game).flatMap((want, b) => {
    const count = times[b]?.length ?? 0;
    if (count === want) return [];
    return [{ line: 0, reason: `Prize ${b + 1} has ${count} moments for ${want} coupons.` }];
  });
}

/** Reads the file of a game that starts at `startsAtMs`. Faults of the whole file have line 0. */
export function parseMomentCsv(text: string, game: Game, startsAtMs: number): MomentCsv {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const faults: MomentCsvFault[] = [];
  const times: number[][] = game.brands.map(() => []);
  if (lines.length > ROWS_MAX + 1) {
    return {
      ok: false,
      faults: [{ line: 0, reason: `The file has more than ${ROWS_MAX} lines.` }],
    };
  }
  for (const [i, text] of lines.entries()) {
    if (text.trim() === "") continue;
    const cells = cellsOf(text);
    if (i === 0 && isHeading(cells)) continue;
    const t = secondsOf(cells[0] ?? "", startsAtMs);
    const brand = brandAt(cells[1], game.brands.length);
    const reason =
      typeof t === "string" ? t : typeof brand === "string" ? brand : placeFault(game, t);
    if (reason !== undefined) {
      if (faults.length < FAULTS_MAX) faults.push({ line: i + 1, reason });
    } else times[Number(brand)]?.push(Number(t));
  }
  if (faults.length === 0) faults.push(...countFaults(game, times));
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, times: times.map((list) => list.sort((a, b) => a - b)) };
}

function placeFault(game: Game, t: number): string | undefined {
  if (t < 0) return "The moment lies before the start.";
  if (t >= game.duration) return "The moment lies after the end.";
  return isOpenAt(game, t) ? undefined : "The game is closed at this moment.";
}
