import { z } from "zod";
import { csvFile } from "#app/(admin)/csv-file.ts";
import { drawQuery } from "#app/(admin)/draws/draw-query.ts";
import { searchDraws } from "#app/(admin)/draws/find-draws.ts";
import { type CsvCell, csvRows } from "#lib/analytics/csv.ts";
import { route } from "#lib/http/next/route.ts";
import { currentUser } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { DrawPage } from "#lib/plays/draw-log.ts";
import type { DrawRow } from "#lib/plays/draw-timeline.ts";

const text = z.string().max(200).optional();
const query = z.strictObject({
  ...{ campaign: text, game: text, brand: text, outcome: text, reason: text },
  ...{ find: text, from: text, to: text, cursor: text },
});

const head = [
  ...["play", "decided at", "accepted at", "result", "reason", "campaign", "game", "brand"],
  ...["prize", "player", "chance", "draw", "took ms"],
];
const pageSize = 200;

/** The log as it is filtered, newest first, whatever the page. */
export const GET = route({ auth: "staff", query }, async ({ actor, query: asked, runtime }) => {
  const filter = drawQuery.parse(asked);
  const zone = (await currentUser())?.timeZone ?? "UTC";
  const within = { campaignId: null, zone, limit: pageSize };
  const pageAfter = (cursor: string | null) =>
    searchDraws(runtime.database.sql, actor, { ...filter, cursor }, within);
  return csvFile("frolic-draws.csv", streamOf(pageAfter));
});

/** Page by page as the reader takes it: the ledger never stands in memory. */
function streamOf(
  pageAfter: (cursor: string | null) => Promise<DrawPage>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | null = null;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvRows([head]))),
    async pull(controller) {
      const page = await pageAfter(cursor);
      if (page.rows.length > 0) controller.enqueue(encoder.encode(csvRows(page.rows.map(rowOf))));
      cursor = page.cursor;
      if (cursor === null) controller.close();
    },
  });
}

function rowOf(draw: DrawRow): CsvCell[] {
  const { playId, decidedAt, acceptedAt, outcome, reason, gameName, brandName } = draw;
  const { prizeName, playerId, chance, u, decisionMs } = draw;
  return [
    ...[playId, decidedAt, acceptedAt, outcome, reason, toPublicId("cmp", draw.campaignId)],
    ...[gameName, brandName, prizeName, playerId, chance, u, Math.round(decisionMs)],
  ];
}
