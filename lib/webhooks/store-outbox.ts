import type { Executor } from "#lib/platform/database.ts";
import type { OutboxEvent } from "#lib/webhooks/contract.ts";

/** Needs no right to read: any process may tell of its facts. */
export async function insertEvent(tx: Executor, event: OutboxEvent): Promise<void> {
  await tx`
    insert into outbox_event (type, brand_id, data, not_before)
    values (${event.type}, ${event.brandId ?? null}::text::uuid, ${JSON.stringify(event.data)}::text::jsonb,
      ${event.notBefore ?? null}::text::timestamptz)`;
}

/** Many at once, in their order, in one statement. */
export async function insertEvents(tx: Executor, events: readonly OutboxEvent[]): Promise<void> {
  const rows = events.map(({ type, brandId = null, data }) => ({ type, brandId, data }));
  await tx`
    insert into outbox_event (type, brand_id, data)
    select e.type, e."brandId", e.data
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as e(type text, "brandId" uuid, data jsonb)`;
}
