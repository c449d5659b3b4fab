import { simulationOrder } from "#lib/analytics/simulate-game.ts";
import { simulateSchema } from "#lib/analytics/simulation-contract.ts";
import { simulateBeside } from "#lib/analytics/simulation-thread.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/** Nobody waits longer than this, whatever became of the connection. */
const longestMs = 180_000;

/**
 * A line of JSON a message, as they come. A reader that goes away ends the computing, so cancelling is closing the
 * connection.
 */
export const POST = route(
  { auth: "staff", body: simulateSchema },
  async ({ actor, body, runtime, request }) => {
    const order = await simulationOrder(runtime.database.sql, actor, body);
    const aborted = new AbortController();
    const messages = simulateBeside(order, aborted.signal);
    // Both: the one ends a run that is being computed, the other frees the place of one nobody reads.
    const stop = () => {
      aborted.abort();
      void messages.return(undefined);
    };
    const deadline = setTimeout(stop, longestMs).unref();
    request.signal.addEventListener("abort", stop, { once: true });
    // The first message before the answer: a refusal is a refusal, not a broken stream.
    const first = await messages.next();
    if (request.signal.aborted) stop();
    const encoder = new TextEncoder();
    const line = (message: unknown) => encoder.encode(`${JSON.stringify(message)}\n`);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        if (!first.done) controller.enqueue(line(first.value));
      },
      async pull(controller) {
        const { done, value } = await messages.next();
        if (!done) return controller.enqueue(line(value));
        clearTimeout(deadline);
        controller.close();
      },
      cancel() {
        clearTimeout(deadline);
        stop();
      },
    });
    return new Response(stream, {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "cache-control": "no-store",
        // Compression and proxies would hold the lines back.
        "content-encoding": "identity",
        "x-accel-buffering": "no",
      },
    });
  },
);
