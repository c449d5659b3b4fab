import type { Sql } from "#lib/platform/database.ts";
import type { Egress } from "#lib/webhooks/egress.ts";

/** What changes of endpoints need from their host. */
export interface WebhookDeps {
  readonly sql: Sql;
  readonly requestId?: string;
}

export interface EndpointDeps extends WebhookDeps {
  readonly masterSecret: string;
  readonly egress: Egress;
}
