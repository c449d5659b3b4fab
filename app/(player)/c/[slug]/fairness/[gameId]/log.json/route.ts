import { route } from "#lib/http/next/route.ts";
import { AppError } from "#lib/platform/errors.ts";
import { exportLog } from "#lib/plays/proof/export-log.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";

export const dynamic = "force-dynamic";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A log may be large, and everybody may ask for it: so many are written at once by a process. */
const downloadsMax = 8;
let downloads = 0;

/** Public once the seed is. Streams as it is read from the database; a reader that goes away ends the reading. */
export const GET = route({ auth: "none" }, async ({ params, runtime }) => {
  const { gameId = "" } = params;
  if (!uuid.test(gameId)) throw new AppError("log_not_public");
  if (downloads >= downloadsMax) throw new AppError("rate_limited", { retryAfterS: 10 });
  const signer = publishedKey(runtime.env.FROLIC_SECRET);
  const chunks = exportLog({ sql: runtime.database.sql, signer }, gameId);
  downloads += 1;
  let isOver = false;
  const end = () => {
    if (!isOver) downloads -= 1;
    isOver = true;
  };
  // The first chunk is read before the answer begins: a refusal is still an answer of its own then.
  const first = await chunks.next().catch((error: unknown) => {
    end();
    throw error;
  });
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | undefined = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = next ?? (await chunks.next());
        next = undefined;
        if (!done) return controller.enqueue(encoder.encode(value));
        end();
        controller.close();
      } catch (error) {
        end();
        throw error;
      }
    },
    async cancel() {
      end();
      await chunks.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="frolic-${gameId.slice(0, 8)}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
