import type { Executor } from "#lib/platform/database.ts";
import type { OutboxEvent } from "#lib/webhooks/contract.ts";

/** Needs no right to read: any process may tell of its facts. */
export async function insertEvent(tx: Executor, event: OutboxEvent): Promise<void> {
  await tx`
    insert into outbox_event (type, brand_id, data, not_before, target_owner_id, target_url)
    values (${event.type}, ${event.brandId ?? null}::text::uuid, ${JSON.stringify(event.data)}::text::jsonb,
      ${event.notBefore ?? null}::text::timestamptz, ${event.alsoTo?.ownerId ?? null}::text::uuid,
      ${event.alsoTo?.url ?? null})`;
}

/** Many at once, in their order, in one statement. */
export async function insertEvents(tx: Executor, events: readonly OutboxEvent[]): Promise<void> {
  const rows = events.map(({ type, brandId = null, data, alsoTo }) => {
    return { type, brandId, data, owner: alsoTo?.ownerId ?? null, url: alsoTo?.url ?? null };
  });
  await tx`
    insert into outbox_event (type, brand_id, data, target_owner_id, target_url)
    select e.type, e."brandId", e.data, e.owner, e.url
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as e(type text, "brandId" uuid, data jsonb, owner uuid, url text)`;
}
