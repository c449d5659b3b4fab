import "server-only";
import type { Runtime } from "#lib/platform/runtime.ts";
import type { EndpointDeps } from "#lib/webhooks/webhook-deps.ts";

/** What changes of webhook endpoints need from this host. */
export function endpointDeps({
  runtime,
  requestId,
}: {
  readonly runtime: Runtime;
  readonly requestId: string;
}): EndpointDeps {
  const { database, env } = runtime;
  const egress = { allowPrivate: env.FROLIC_WEBHOOKS_PRIVATE };
  return { sql: database.sql, requestId, masterSecret: env.FROLIC_SECRET, egress };
}
