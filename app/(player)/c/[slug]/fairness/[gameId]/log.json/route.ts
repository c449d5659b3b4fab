import { route } from "#lib/http/next/route.ts";
import { chunkStream } from "#lib/http/shared/chunk-stream.ts";
import { AppError } from "#lib/platform/errors.ts";
import { exportLog } from "#lib/plays/proof/export-log.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";

export const dynamic = "force-dynamic";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A log may be large, and everybody may ask for it: so many are written at once by a process. */
const downloadsMax = 8;
let downloads = 0;
/** A reader that takes nothing for so long gives its place to another. */
const idleMs = 30_000;

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** Public once the seed is. Streams as it is read from the database; a reader that goes away ends the reading. */
export const GET = route({ auth: "none" }, async ({ params, runtime }) => {
  const { gameId = "" } = params;
  if (!uuid.test(gameId)) throw new AppError("log_not_public");
  if (downloads >= downloadsMax) throw new AppError("rate_limited", { retryAfterS: 10 });
  const signer = publishedKey(runtime.env.FROLIC_SECRET);
  const chunks = exportLog({ sql: runtime.database.sql, signer }, gameId);
  downloads += 1;
  const end = () => {
    downloads -= 1;
  };
  // The first chunk is read before the answer begins: a refusal is still an answer of its own then.
  const first = await chunks.next().catch((error: unknown) => {
    end();
    throw error;
  });
  const body = chunkStream(startingWith(first, chunks), { idleMs, onEnd: end });
  return new Response(body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="frolic-${gameId.slice(0, 8)}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
