import { idParam } from "#app/api/id-param.ts";
import { readImport } from "#lib/coupons/list-imports.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/** Progress and report of an import. */
export const GET = route({ auth: "staff" }, async ({ actor, params, runtime }) => {
  const importId = idParam("imp", params.id, "import_not_found");
  return readImport(runtime.database.sql, actor, { importId });
});
