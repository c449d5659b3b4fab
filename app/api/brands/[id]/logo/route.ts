import { idParam } from "#app/api/id-param.ts";
import { readBrandLogo, setBrandLogo } from "#lib/campaigns/brands.ts";
import { route } from "#lib/http/next/route.ts";
import { AppError } from "#lib/platform/errors.ts";

export const dynamic = "force-dynamic";

const bytesMax = 5 * 1024 * 1024;

/** Public: players see it on their ticket. */
export const GET = route({ auth: "none" }, async ({ params, runtime }) => {
  const brandId = idParam("brd", params.id, "brand_not_found");
  const logo = await readBrandLogo(runtime.database.sql, brandId);
  if (logo === null) throw new AppError("brand_not_found");
  return new Response(new Uint8Array(logo), {
    headers: {
      "content-type": "image/png",
      "cache-control": "public, max-age=300",
      "x-content-type-options": "nosniff",
    },
  });
});

async function readPicture(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > bytesMax) throw new AppError("logo_invalid");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The picture itself is the body. */
export const PUT = route(
  { auth: "staff" },
  async ({ request, actor, params, runtime, requestId }) => {
    const brandId = idParam("brd", params.id, "brand_not_found");
    const image = await readPicture(request.body);
    await setBrandLogo({ sql: runtime.database.sql, requestId }, actor, { brandId, image });
    return { brandId };
  },
);

export const DELETE = route({ auth: "staff" }, async ({ actor, params, runtime, requestId }) => {
  const brandId = idParam("brd", params.id, "brand_not_found");
  await setBrandLogo({ sql: runtime.database.sql, requestId }, actor, { brandId, image: null });
  return { brandId };
});
