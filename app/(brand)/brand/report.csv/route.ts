import { z } from "zod";
import { findUserZone } from "#app/(brand)/brand/user-zone.ts";
import { hourCsv, lineCsv } from "#lib/analytics/brand-csv.ts";
import { ownReport } from "#lib/analytics/own-report.ts";
import { periodKeys } from "#lib/analytics/period.ts";
import { route } from "#lib/http/next/route.ts";

const query = z.strictObject({
  period: z.enum(periodKeys).default("all"),
  table: z.enum(["lines", "hours"]).default("lines"),
});

export const GET = route(
  { auth: "brand", query },
  async ({ actor, query: { period, table }, runtime }) => {
    const zone = await findUserZone();
    const { report } = await ownReport(runtime.database.sql, actor, period, zone);
    const text = table === "lines" ? lineCsv(report) : hourCsv(report, zone);
    return new Response(text, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="frolic-${table}-${period}.csv"`,
        "x-content-type-options": "nosniff",
      },
    });
  },
);
