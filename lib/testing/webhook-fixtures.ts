import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import type { Database } from "#lib/platform/database.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { testSecret } from "#lib/testing/factories.ts";
import type { WebhookEvent } from "#lib/webhooks/contract.ts";
import type { Egress } from "#lib/webhooks/egress.ts";
import { createEndpoint } from "#lib/webhooks/manage-endpoints.ts";
import { writeEvent } from "#lib/webhooks/outbox.ts";
import { createSender, type Sender, type SenderDeps } from "#lib/webhooks/send-deliveries.ts";

export const webhookAdmin = {
  ...{ kind: "user", userId: randomUUID(), role: "admin", brandId: null },
} as const satisfies Actor;

/** Receivers of tests live on loopback. */
export const openEgress: Egress = { allowPrivate: true };

export interface TestEndpoint {
  readonly endpointId: string;
  readonly secret: string;
}

export async function addEndpoint(
  sql: Database["sql"],
  url: string,
  given: { readonly events?: readonly WebhookEvent[]; readonly brandId?: string } = {},
): Promise<TestEndpoint> {
  const deps = { sql, masterSecret: testSecret, egress: openEgress };
  return await createEndpoint(deps, webhookAdmin, { url, ...given });
}

export function testSender(sql: Database["sql"], given: Partial<SenderDeps> = {}): Sender {
  return createSender({
    sql,
    masterSecret: testSecret,
    egress: openEgress,
    logger: createLogger("test", "silent"),
    random: () => 0.5,
    monotonicMs: () => performance.now(),
    ...given,
  });
}

/** One round to its end. */
export async function sendNow(sender: Sender): Promise<void> {
  await sender.round();
  await sender.idle();
}

/** A fact of its own transaction; answers its message id. */
export async function tellFact(
  sql: Database["sql"],
  given: { readonly brandId?: string; readonly type?: WebhookEvent } = {},
): Promise<string> {
  const mark = randomUUID();
  await sql.begin((tx) =>
    writeEvent(tx, {
      type: given.type ?? "game.ended",
      brandId: given.brandId ?? null,
      data: { mark },
    }),
  );
  const [row] = await sql<{ id: string }[]>`
    select message_id as id from outbox_event where data ->> 'mark' = ${mark}`;
  return row?.id ?? "";
}

export interface DeliveryFacts {
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  /** Seconds to the next attempt. */
  readonly dueInS: number;
}

export async function deliveryOf(
  sql: Database["sql"],
  messageId: string,
): Promise<DeliveryFacts | undefined> {
  const [row] = await sql<DeliveryFacts[]>`
    select d.state, d.attempts, d.last_status as "lastStatus", d.last_error as "lastError",
      extract(epoch from d.next_attempt_at - clock_timestamp())::float8 as "dueInS"
    from webhook_delivery d join outbox_event o on o.id = d.event_id where o.message_id = ${messageId}`;
  return row;
}

/** As if the time to the next attempt had passed: of a retry, or of the lease of a sender that is gone. */
export async function letTimePass(sql: Database["sql"]): Promise<void> {
  await sql`update webhook_delivery set next_attempt_at = clock_timestamp() where state = 'PENDING'`;
  await sql`update webhook_endpoint set rests_until = null`;
}
