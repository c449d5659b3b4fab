import type { Instrumentation } from "next";

/**
 * Before the first request: a wrong environment ends the process with its list of names, not a page with an error;
 * and a restart of Postgres does not end it, as in the other processes.
 */
export async function register(): Promise<void> {
  const { env } = await import("#lib/platform/env.ts");
  const { installDriverGuard } = await import("#lib/platform/driver-guard.ts");
  const { createLogger } = await import("#lib/platform/logger.ts");
  installDriverGuard(createLogger("web", env().LOG_LEVEL));
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
