import { simulationOrder } from "#lib/analytics/simulate-game.ts";
import { simulateSchema } from "#lib/analytics/simulation-contract.ts";
import { simulateBeside } from "#lib/analytics/simulation-thread.ts";
import { route } from "#lib/http/next/route.ts";

export const dynamic = "force-dynamic";

/**
 * A line of JSON a message, as they come. A reader that goes away ends the computing, so cancelling is closing the
 * connection.
 */
export const POST = route(
  { auth: "staff", body: simulateSchema },
  async ({ actor, body, runtime, request }) => {
    const order = await simulationOrder(runtime.database.sql, actor, body);
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, request.signal]);
    const messages = simulateBeside(order, signal);
    // The first message before the answer: a refusal is a refusal, not a broken stream.
    const first = await messages.next();
    const encoder = new TextEncoder();
    const line = (message: unknown) => encoder.encode(`${JSON.stringify(message)}\n`);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        if (!first.done) controller.enqueue(line(first.value));
      },
      async pull(controller) {
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(line(value));
      },
      cancel() {
        stop.abort();
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
