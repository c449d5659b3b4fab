import { z } from "zod";
import { idParam } from "#app/api/id-param.ts";
import { promotionDayCsv, promotionServerCsv } from "#lib/analytics/promotion-csv.ts";
import { route } from "#lib/http/next/route.ts";
import { findPostbackKey } from "#lib/promotions/conversion.ts";
import { promotionReport } from "#lib/promotions/promotion-report.ts";

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    // Intl throws for what it does not know.
    return false;
  }
}

const query = z.object({
  format: z.enum(["json", "csv"]).default("json"),
  table: z.enum(["servers", "days"]).default("servers"),
  zone: z.string().max(60).refine(isZone, "No time zone of that name.").default("UTC"),
});

/** Where a promotion ran and what came of it. Staff get any promotion's, a brand its own. */
export const GET = route(
  { auth: "userOrKey", scope: "reports:read", query },
  async ({ actor, params, query: { format, table, zone }, runtime }) => {
    const promotionId = idParam("prm", params.id, "promotion_not_found");
    const { sql } = runtime.database;
    const report = await promotionReport(sql, actor, { promotionId, zone });
    if (format === "json") {
      const deps = { sql, masterSecret: runtime.env.FROLIC_SECRET };
      const postbackKey = await findPostbackKey(deps, actor, { promotionId });
      return { ...report, postback: { path: "/api/promotions/postback", key: postbackKey } };
    }
    const text = table === "days" ? promotionDayCsv(report) : promotionServerCsv(report);
    return new Response(text, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="frolic-promotion-${promotionId.slice(0, 8)}-${table}.csv"`,
        "x-content-type-options": "nosniff",
      },
    });
  },
);
