import { z } from "zod";
import { idParam } from "#app/api/id-param.ts";
import { importOptionsSchema } from "#lib/coupons/contract.ts";
import { listImports } from "#lib/coupons/list-imports.ts";
import { uploadImport } from "#lib/coupons/upload-import.ts";
import { route } from "#lib/http/next/route.ts";
import { AppError } from "#lib/platform/errors.ts";

export const dynamic = "force-dynamic";

const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const delimiters = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;

const uploadQuery = z.strictObject({
  poolId: z.string(),
  fileName: z.string().max(200).default("codes.csv"),
  delimiter: z.enum(["comma", "semicolon", "tab", "pipe"]).default("comma"),
  hasHeader: flag.default(true),
  column: z.coerce.number().int().min(0).max(63).default(0),
});

/** Chunks of a request body; a body that breaks off throws, and the import fails. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The file itself is the body, so that it streams: no form, no copy in memory, no temporary file. */
export const POST = route(
  { auth: "staff", query: uploadQuery },
  async ({ request, actor, query, runtime, requestId }) => {
    const encoding = request.headers.get("content-encoding") ?? "identity";
    if (encoding !== "identity") throw new AppError("import_not_text");
    if (request.body === null) throw new AppError("bad_request");
    const { delimiter, hasHeader, column } = query;
    const deps = {
      sql: runtime.database.sql,
      masterSecret: runtime.env.FROLIC_SECRET,
      requestId,
    };
    const uploaded = await uploadImport(deps, actor, {
      poolId: idParam("pool", query.poolId, "pool_not_found"),
      fileName: query.fileName,
      options: importOptionsSchema.parse({ delimiter: delimiters[delimiter], hasHeader, column }),
      bytesTotal: Number(request.headers.get("content-length") ?? 0) || 0,
      body: chunksOf(request.body),
    });
    return Response.json(uploaded, { status: 202 });
  },
);

const listQuery = z.strictObject({ poolId: z.string().optional() });

export const GET = route({ auth: "staff", query: listQuery }, async ({ actor, query, runtime }) => {
  const poolId =
    query.poolId === undefined ? null : idParam("pool", query.poolId, "pool_not_found");
  return { imports: await listImports(runtime.database.sql, actor, { poolId }) };
});
