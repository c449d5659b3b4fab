import type { Executor } from "#lib/platform/database.ts";
import type { AttemptListed, DeliveryListed, DeliveryState } from "#lib/webhooks/contract.ts";

export interface DeliveryRow extends DeliveryListed {
  readonly endpointId: string;
  readonly url: string;
  readonly data: unknown;
}

interface DeliveryQuery {
  readonly endpointId: string | null;
  readonly deliveryId: string | null;
  readonly state: DeliveryState | null;
  /** Older than this one. */
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. What nobody may hear of yet is not there. */
export async function selectDeliveries(db: Executor, query: DeliveryQuery): Promise<DeliveryRow[]> {
  return await db<DeliveryRow[]>`
    select d.id::text as id, d.endpoint_id as "endpointId", e.url, o.message_id as "messageId", o.type, o.data, o.at,
      d.state, d.attempts, d.last_status as "lastStatus", d.last_error as "lastError",
      case when d.state = 'PENDING' then d.next_attempt_at end as "nextAttemptAt", d.delivered_at as "deliveredAt"
    from webhook_delivery d join outbox_event o on o.id = d.event_id join webhook_endpoint e on e.id = d.endpoint_id
    where (o.not_before is null or o.not_before <= clock_timestamp())
      and (${query.endpointId}::text::uuid is null or d.endpoint_id = ${query.endpointId}::text::uuid)
      and (${query.deliveryId}::text::bigint is null or d.id = ${query.deliveryId}::text::bigint)
      and (${query.state}::text is null or d.state = ${query.state}::text::webhook_delivery_state)
      and (${query.beforeId}::text::bigint is null or d.id < ${query.beforeId}::text::bigint)
    order by d.id desc limit ${query.limit}`;
}

export async function selectAttempts(
  db: Executor,
  deliveryId: string,
  limit: number,
): Promise<AttemptListed[]> {
  return await db<AttemptListed[]>`
    select id::text as id, at, duration_ms as "durationMs", address, status, error, response
    from webhook_attempt where delivery_id = ${deliveryId}::bigint order by id desc limit ${limit}`;
}

/** The endpoint of a delivery that may be known of. */
export async function findDelivery(
  db: Executor,
  deliveryId: string,
): Promise<{ readonly endpointId: string } | undefined> {
  const [row] = await db<{ endpointId: string }[]>`
    select d.endpoint_id as "endpointId" from webhook_delivery d join outbox_event o on o.id = d.event_id
    where d.id = ${deliveryId}::bigint and (o.not_before is null or o.not_before <= clock_timestamp())`;
  return row;
}

/**
 * Due at once, with days of retries ahead of it. An attempt under way loses its fence: how it ends is recorded and
 * changes nothing.
 */
export async function makeDue(db: Executor, deliveryId: string): Promise<void> {
  await db`
    update webhook_delivery set state = 'PENDING', attempts = 0, next_attempt_at = clock_timestamp(),
      due_from = clock_timestamp(), lease_token = null, delivered_at = null
    where id = ${deliveryId}::bigint`;
}

/** A fact for one endpoint alone, whatever it listens to; answers the delivery's id. */
export async function insertDirect(
  db: Executor,
  endpointId: string,
  event: { readonly type: string; readonly data: unknown },
): Promise<string> {
  const [row] = await db<{ id: string }[]>`
    with fact as (
      insert into outbox_event (type, data, fanned_at)
      values (${event.type}, ${JSON.stringify(event.data)}::text::jsonb, clock_timestamp()) returning id)
    insert into webhook_delivery (endpoint_id, event_id)
    select ${endpointId}::text::uuid, id from fact returning id::text as id`;
  return row?.id ?? "";
}
