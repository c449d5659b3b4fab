import type { Executor } from "#lib/platform/database.ts";
import type { OutboxEvent } from "#lib/webhooks/contract.ts";

/** Needs no right to read: any process may tell of its facts. */
export async function insertEvent(tx: Executor, event: OutboxEvent): Promise<void> {
  await tx`
    insert into outbox_event (type, brand_id, data, not_before)
    values (${event.type}, ${event.brandId ?? null}::text::uuid, ${JSON.stringify(event.data)}::text::jsonb,
      ${event.notBefore ?? null}::text::timestamptz)`;
}
