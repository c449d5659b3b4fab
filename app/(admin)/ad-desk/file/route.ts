import { z } from "zod";
import { bulkBytesMax, submitAdFile } from "#lib/ads/bulk-ads.ts";
import { route } from "#lib/http/next/route.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";
import { AppError } from "#lib/platform/errors.ts";

export const dynamic = "force-dynamic";

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > bulkBytesMax) {
      throw new AppError("ad_file_unreadable", { details: "The file is larger than 16 MB." });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const query = z.strictObject({ brandId: z.uuid().optional() });

/** The file form's door to what POST /api/ads/bulk does with a key; the form may say whose ads they are. */
export const POST = route(
  { auth: "staff", query },
  async ({ request, actor, runtime, requestId, query: { brandId } }) => {
    const { queue, judgeWebhook } = adServices(runtime);
    const deps = { sql: runtime.database.sql, queue, judgeWebhook, requestId };
    return submitAdFile(deps, actor, { text: await readText(request.body), brandId });
  },
);
