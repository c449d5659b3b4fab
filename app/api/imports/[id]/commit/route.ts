import { idParam } from "#app/api/id-param.ts";
import { commitImport } from "#lib/coupons/finish-import.ts";
import { readImport } from "#lib/coupons/list-imports.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

export const POST = route({ auth: "staff" }, async ({ actor, params, runtime, requestId }) => {
  const importId = idParam("imp", params.id, "import_not_found");
  const { sql } = runtime.database;
  await commitImport({ sql, requestId }, actor, { importId });
  return readImport(sql, actor, { importId });
});
