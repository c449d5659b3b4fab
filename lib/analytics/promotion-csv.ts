import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import type { PromotionCounts, PromotionReport } from "#lib/promotions/report-contract.ts";

const countHead = ["posts", "clicks", "conversions", "plays", "wins", "redemptions"] as const;
const countCells = (counts: PromotionCounts): CsvCell[] => countHead.map((name) => counts[name]);

const serverHead = [
  ...["promo server", "platform", "region", "variant", "first posted", "last posted", "billed as"],
  ...["in place of", "complaints", ...countHead],
];

/** Where it ran, a promo server a row. */
export function promotionServerCsv({ servers }: PromotionReport): string {
  const rows = servers.map((line): CsvCell[] => [
    ...[line.name, line.platform, line.region, line.variantKey, line.postedAt, line.lastPostedAt],
    ...[line.billedAs, line.makegoodFor, line.complaints],
    ...countCells(line),
  ]);
  return toCsv(serverHead, rows);
}

export function promotionDayCsv({ days }: PromotionReport): string {
  return toCsv(
    ["day", ...countHead],
    days.map((line): CsvCell[] => [line.day, ...countCells(line)]),
  );
}
