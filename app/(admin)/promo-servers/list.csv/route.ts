import { z } from "zod";
import { csvFile } from "#app/(admin)/csv-file.ts";
import { serverQuery } from "#app/(admin)/promo-servers/server-query.ts";
import { type CsvCell, toCsv } from "#lib/analytics/csv.ts";
import { route } from "#lib/http/next/route.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { ServerListed } from "#lib/promotions/network-contract.ts";
import { listNetworkServers } from "#lib/promotions/network-servers.ts";

const pageSize = 500;
const text = z.string().max(4000).optional();
const query = z.strictObject({
  q: text,
  health: text,
  platform: text,
  region: text,
  sort: text,
  page: text,
});

const head = [
  ...["id", "uuid", "name", "platform", "guild id", "region", "language", "members", "activity"],
  ...["health", "last seen", "last fetch", "batch size", "manual weight", "owner"],
];

/** The list as it is filtered, whatever the page. */
export const GET = route({ auth: "staff", query }, async ({ actor, query: asked, runtime }) => {
  const filters = serverQuery.filtersOf(serverQuery.parse(asked));
  const rows: CsvCell[][] = [];
  for (let page = 1; ; page++) {
    const list = await listNetworkServers(runtime.database.sql, actor, {
      ...filters,
      page,
      pageSize,
    });
    rows.push(...list.rows.map(rowOf));
    if (page * pageSize >= list.total) break;
  }
  return csvFile("frolic-promo-servers.csv", toCsv(head, rows));
});

function rowOf(server: ServerListed): CsvCell[] {
  const { id, name, platform, guildId, region, language, members, activityLevel } = server;
  const { health, lastSeenAt, lastFetchAt, batchSize, manualWeight, ownerName } = server;
  return [
    ...[toPublicId("srv", id), id, name, platform, guildId, region, language, members],
    ...[activityLevel, health, lastSeenAt, lastFetchAt, batchSize, manualWeight, ownerName],
  ];
}
