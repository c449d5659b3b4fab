import type { Instrumentation } from "next";

/** Before the first request: a wrong environment ends the process with its list of names, not a page with an error. */
export async function register(): Promise<void> {
  const { env } = await import("#lib/platform/env.ts");
  env();
}

/** Errors of pages, with the digest that the error page shows: the way from a screen to this line. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  const { webRuntime } = await import("#lib/platform/runtime.ts");
  const { logger } = await webRuntime();
  const { method, path } = request;
  // The query may hold a one-time token.
  const address = path.split("?", 1)[0];
  logger.error({ err: error, method, path: address, route: context.routePath }, "request failed");
};
