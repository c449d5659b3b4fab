// Addresses that ads name: endpoints that nobody made by hand.

import type { Executor } from "#lib/platform/database.ts";
import type { AdMessage, EventTarget, WebhookEvent } from "#lib/webhooks/contract.ts";

/** Addresses that waiting facts name and that no endpoint stands for yet. */
export async function selectNewTargets(tx: Executor, limit: number): Promise<EventTarget[]> {
  return await tx<EventTarget[]>`
    select distinct o.target_owner_id as "ownerId", o.target_url as url
    from (select target_owner_id, target_url from outbox_event where fanned_at is null order by id limit ${limit}) o
    where o.target_url is not null and o.target_owner_id is not null and not exists (
      select 1 from webhook_endpoint e where e.ad_owner_id = o.target_owner_id and e.url = o.target_url)`;
}

/** How many addresses the ads of an owner have named so far. */
export async function countTargets(tx: Executor, ownerId: string): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::integer as n from webhook_endpoint where ad_owner_id = ${ownerId}`;
  return row?.n ?? 0;
}

export async function insertTarget(
  tx: Executor,
  target: EventTarget & {
    readonly id: string;
    readonly events: readonly WebhookEvent[];
    readonly secretCt: Buffer;
  },
): Promise<void> {
  await tx`
    insert into webhook_endpoint (id, url, description, events, ad_owner_id, secret_ct)
    values (${target.id}, ${target.url}, 'named by ads', ${[...target.events]}::text[], ${target.ownerId},
      ${target.secretCt})
    on conflict do nothing`;
}

/** Addresses that no ad has named for a month: everything that was told to them is dropped already. */
export async function dropUnusedTargets(sql: Executor, days: number): Promise<number> {
  const result = await sql`
    delete from webhook_endpoint e
     where e.ad_owner_id is not null and e.created_at < clock_timestamp() - ${days} * interval '1 day'
       and e.disabled_at is null
       -- Not while facts are fanned out: one that names it could be among them.
       and (select pg_try_advisory_xact_lock(74017, hashtext('webhooks')))
       and not exists (select 1 from webhook_delivery d where d.endpoint_id = e.id)`;
  return result.count;
}

/** What was told of one ad to the addresses that it named, newest first. */
export async function selectTold(sql: Executor, adId: string, limit: number): Promise<AdMessage[]> {
  return await sql<AdMessage[]>`
    select o.message_id as "messageId", o.type, d.state, d.attempts, d.last_status as "lastStatus",
      d.last_error as "lastError", case when d.state = 'PENDING' then d.next_attempt_at end as "nextAttemptAt",
      d.delivered_at as "deliveredAt", o.at
    from outbox_event o
    join webhook_endpoint e on e.ad_owner_id = o.target_owner_id and e.url = o.target_url
    join webhook_delivery d on d.event_id = o.id and d.endpoint_id = e.id
    where o.data ->> 'adId' = ${adId} and o.target_url is not null
    order by d.id desc limit ${limit}`;
}
