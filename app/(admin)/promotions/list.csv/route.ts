import { z } from "zod";
import { csvFile } from "#app/(admin)/csv-file.ts";
import { promotionQuery } from "#app/(admin)/promotions/promotion-query.ts";
import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import { route } from "#lib/http/next/route.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { PromotionListed } from "#lib/promotions/network-contract.ts";
import { listNetworkPromotions } from "#lib/promotions/network-promotions.ts";

const pageSize = 500;
const text = z.string().max(4000).optional();
const query = z.strictObject({ q: text, state: text, tier: text, sort: text, page: text });

const head = [
  ...["id", "app", "campaign id", "brand", "tier", "servers booked", "state", "short"],
  ...["starts at", "ends at", "placed", "exposures", "clicks", "price", "currency"],
];

/** The list as it is filtered, whatever the page. */
export const GET = route({ auth: "staff", query }, async ({ actor, query: asked, runtime }) => {
  const filters = promotionQuery.filtersOf(promotionQuery.parse(asked));
  const rows: CsvCell[][] = [];
  for (let page = 1; ; page++) {
    const list = await listNetworkPromotions(runtime.database.sql, actor, {
      ...filters,
      page,
      pageSize,
    });
    rows.push(...list.rows.map(rowOf));
    if (page * pageSize >= list.total) break;
  }
  return csvFile("frolic-promotions.csv", toCsv(head, rows));
});

function rowOf(promotion: PromotionListed): CsvCell[] {
  const { id, appName, wireKey, brandName, tier, servers, state, isShort } = promotion;
  const { startsAt, endsAt, placed, billed, clicks, priceMinor, currency } = promotion;
  return [
    ...[toPublicId("prm", id), appName, wireKey, brandName, tier, servers, state],
    isShort ? "yes" : "no",
    ...[startsAt, endsAt, placed, billed, clicks, (priceMinor / 100).toFixed(2), currency],
  ];
}
