import { idParam } from "#app/api/id-param.ts";
import { readImport, rejectedCsv } from "#lib/coupons/list-imports.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/** Streams as it is read from the database; a reader that goes away ends the reading. */
export const GET = route({ auth: "staff" }, async ({ actor, params, runtime }) => {
  const importId = idParam("imp", params.id, "import_not_found");
  const { sql } = runtime.database;
  await readImport(sql, actor, { importId });
  const parts = rejectedCsv(sql, actor, { importId });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="rejected.csv"',
      "cache-control": "no-store",
    },
  });
});
