import { z } from "zod";
import { campaignQuery } from "#app/(admin)/campaigns/campaign-query.ts";
import { csvFile } from "#app/(admin)/csv-file.ts";
import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import {
  type CampaignListed,
  type CampaignStateShown,
  campaignStates,
} from "#lib/campaigns/contract.ts";
import { listCampaigns } from "#lib/campaigns/list-campaigns.ts";
import { route } from "#lib/http/next/route.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

const pageSize = 100;
const everyState: readonly CampaignStateShown[] = [...campaignStates, "sold_out"];
const text = z.string().max(4000).optional();
const query = z.strictObject({ q: text, state: text, sort: text, page: text, id: text });

const head = [
  ...["id", "name", "address", "state", "starts at", "ends at", "time zone", "brands"],
  ...["plays", "won", "left", "total", "owner", "changed at"],
];

/** The list as it is filtered, whatever the page; `id` narrows it to those chosen. */
export const GET = route(
  { auth: "staff", query },
  async ({ actor, query: { id, ...asked }, runtime }) => {
    const { state, sort, q } = campaignQuery.parse(asked);
    const chosen = id === undefined ? null : new Set(id.split(","));
    const rows: CsvCell[][] = [];
    for (let page = 1; ; page++) {
      const list = await listCampaigns(runtime.database.sql, actor, {
        ...{ q, sort, page, pageSize, states: chosen ? [...everyState] : state },
        descending: campaignQuery.isDescending(sort),
      });
      rows.push(...list.rows.map(rowOf).filter(([own]) => chosen?.has(String(own)) ?? true));
      if (page * pageSize >= list.total) break;
    }
    return csvFile("frolic-campaigns.csv", toCsv(head, rows));
  },
);

function rowOf(campaign: CampaignListed): CsvCell[] {
  const { name, slug, stateShown, startsAt, endsAt, timeZone, brands } = campaign;
  const { plays, won, left, total, ownerName, updatedAt } = campaign;
  return [
    ...[toPublicId("cmp", campaign.id), name, slug, stateShown, startsAt, endsAt, timeZone],
    ...[
      brands.map((brand) => brand.name).join("; "),
      plays,
      won,
      left,
      total,
      ownerName,
      updatedAt,
    ],
  ];
}
