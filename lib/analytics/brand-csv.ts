import type { BrandReport } from "#lib/analytics/contract.ts";
import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import { fillHours } from "#lib/analytics/fill-hours.ts";

const lineHead = [
  "campaign",
  "game",
  "prize",
  "budget",
  "won",
  "issued",
  "redeemed",
  "left",
  "runs out at",
  "ends at",
];

/** The lines of the report as shown, one a row. */
export function lineCsv({ lines }: BrandReport): string {
  const rows = lines.map((line): CsvCell[] => [
    line.campaignName,
    line.gameName,
    line.prizeName,
    line.budget,
    line.won,
    line.issued,
    line.redeemed,
    line.left,
    line.runOutMs === null ? null : new Date(line.runOutMs).toISOString(),
    new Date(line.endsMs).toISOString(),
  ]);
  return toCsv(lineHead, rows);
}

/** The chart of the report as shown: hours, or days for long spans. */
export function hourCsv({ byHour }: BrandReport, zone: string): string {
  const { step, steps } = fillHours(byHour, zone);
  const rows = steps.map(({ atMs, plays, wins }) => [new Date(atMs).toISOString(), plays, wins]);
  return toCsv([`${step} (UTC)`, "plays", "wins"], rows);
}
