import type { BrandReport } from "#lib/analytics/contract.ts";
import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import { fillHours } from "#lib/analytics/fill-hours.ts";
import { lineState, runOutAhead } from "#lib/analytics/line-state.ts";
import { inZone } from "#lib/campaigns/zoned-time.ts";

const lineHead = [
  ...["campaign", "game", "prize", "state", "budget", "won", "issued", "redeemed", "left"],
  ...["starts at", "ends at", "runs out at", "time zone"],
];

/** The lines of the report as shown, one a row; times by the clock of the campaign, with their offset. */
export function lineCsv({ lines, nowMs }: BrandReport): string {
  const rows = lines.map((line): CsvCell[] => {
    const at = (ms: number | null) => (ms === null ? null : localTime(ms, line.timeZone));
    const { campaignName, gameName, prizeName, budget, won, issued, redeemed, left } = line;
    return [
      ...[campaignName, gameName, prizeName, lineState(line).replaceAll("_", " ")],
      ...[budget, won, issued, redeemed, left],
      ...[at(line.startsMs), at(line.endsMs), at(runOutAhead(line, nowMs)), line.timeZone],
    ];
  });
  return toCsv(lineHead, rows);
}

/** The chart of the report as shown: hours, or days for long spans, by the same clock. */
export function hourCsv({ byHour }: BrandReport, zone: string): string {
  const { step, steps } = fillHours(byHour, zone);
  const rows = steps.map(({ atMs, plays, wins }) => {
    const at = localTime(atMs, zone);
    return [step === "day" ? at.slice(0, 10) : at, plays, wins];
  });
  return toCsv([`${step} (${zone})`, "plays", "wins"], rows);
}

/** `2026-11-20T18:00:00+01:00` */
function localTime(ms: number, zone: string): string {
  return inZone(new Date(ms).toISOString(), zone);
}
