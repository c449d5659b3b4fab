// The sender's SQL. The row owns the state of a delivery; nothing but it is trusted. Every change of an endpoint's
// deliveries locks the endpoint first, so that a disabling and the end of an attempt never wait in a circle.

import type { Executor, Sql } from "#lib/platform/database.ts";

/** Enabled, wants this type, and may hear of this brand. */
function hears(db: Executor) {
  return db`e.disabled_at is null and e.ad_owner_id is null and (e.events = '{}' or o.type = any(e.events))
    and (e.brand_id is null or e.brand_id = o.brand_id)`;
}

/** Enabled, and the address that the ad itself names. */
function isNamed(db: Executor) {
  return db`e.disabled_at is null and e.ad_owner_id = o.target_owner_id and e.url = o.target_url`;
}

/**
 * Turns waiting facts into deliveries, in the order of their ids, and says how many facts it took. One worker at a
 * time; a second finds the lock taken and leaves the work to the first. Facts and deliveries change together, so a
 * fact is fanned out once, whatever dies. `prepare` comes first, for the addresses that ads name.
 */
export async function fanOut(
  sql: Sql,
  limit: number,
  prepare: (tx: Executor) => Promise<void> = async () => undefined,
): Promise<number> {
  return await sql.begin(async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`
      select pg_try_advisory_xact_lock(74017, hashtext('webhooks')) as mine`;
    if (!lock?.mine) return 0;
    await prepare(tx);
    const result = await tx`
      with waiting as (
        select id, target_url from outbox_event where fanned_at is null order by id limit ${limit} for update
      ), made as (
        insert into webhook_delivery (endpoint_id, event_id, next_attempt_at, due_from)
        select h.endpoint, h.event, greatest(clock_timestamp(), h.not_before), greatest(clock_timestamp(), h.not_before)
        from (
          select e.id as endpoint, o.id as event, o.not_before
          from waiting join outbox_event o on o.id = waiting.id join webhook_endpoint e on ${hears(tx)}
          union all
          select e.id, o.id, o.not_before
          from waiting join outbox_event o on o.id = waiting.id join webhook_endpoint e on ${isNamed(tx)}
          where waiting.target_url is not null) h
        order by h.event, h.endpoint
        on conflict do nothing
      )
      update outbox_event o set fanned_at = clock_timestamp() from waiting where o.id = waiting.id`;
    return result.count;
  });
}

export interface DueRow {
  readonly id: string;
  readonly endpointId: string;
  readonly token: string;
  readonly attempts: number;
  readonly ageMs: number;
  readonly messageId: string;
  readonly type: string;
  readonly data: unknown;
  readonly at: string;
  /** By the database clock: what webhook-timestamp says. */
  readonly takenAt: string;
  readonly url: string;
  readonly secretCt: Buffer;
  /** While a rotation overlaps. */
  readonly previousSecretCt: Buffer | null;
}

export interface TakeDue {
  readonly token: string;
  readonly leaseMs: number;
  readonly perEndpoint: number;
  /** From so many failures in a row on an endpoint gets one at a time. */
  readonly breakerFailures: number;
  /** Endpoints to leave alone: this process is at them already. */
  readonly except: readonly string[];
  /** These only, if given. */
  readonly only: readonly string[] | null;
}

/**
 * Takes due deliveries: their next attempt moves ahead by the lease, so that nobody else takes them meanwhile and a dead
 * sender's come back. Rows that another worker is taking are skipped, not waited for.
 */
export async function takeDue(db: Executor, take: TakeDue): Promise<DueRow[]> {
  return await db<DueRow[]>`
    with open as (
      select e.id, case when e.failures >= ${take.breakerFailures} then 1 else ${take.perEndpoint}::int end as room
      from webhook_endpoint e
      where e.disabled_at is null and (e.rests_until is null or e.rests_until <= clock_timestamp())
        and not (e.id = any(${[...take.except]}::uuid[]))
        and (${take.only === null}::boolean or e.id = any(${[...(take.only ?? [])]}::uuid[]))
    ), due as (
      select d.id from open cross join lateral (
        select w.id from webhook_delivery w
        where w.endpoint_id = open.id and w.state = 'PENDING' and w.next_attempt_at <= clock_timestamp()
        order by w.next_attempt_at, w.id limit open.room for update skip locked) d
    )
    update webhook_delivery d
       set lease_token = ${take.token}, next_attempt_at = clock_timestamp() + ${take.leaseMs} * interval '1 ms'
      from due, outbox_event o, webhook_endpoint e
     where d.id = due.id and o.id = d.event_id and e.id = d.endpoint_id
    returning d.id::text as id, d.endpoint_id as "endpointId", d.lease_token as token, d.attempts,
      extract(epoch from clock_timestamp() - d.due_from)::float8 * 1000 as "ageMs",
      o.message_id as "messageId", o.type, o.data, o.at, clock_timestamp() as "takenAt", e.url,
      e.secret_ct as "secretCt",
      case when e.previous_until > clock_timestamp() then e.previous_secret_ct end as "previousSecretCt"`;
}

export interface EndpointHealth {
  readonly failures: number;
  readonly failingMs: number;
  readonly disabled: boolean;
}

/** First of all locks of an endpoint's deliveries; undefined when the endpoint is gone. */
export async function lockHealth(db: Executor, id: string): Promise<EndpointHealth | undefined> {
  const [row] = await db<EndpointHealth[]>`
    select failures, disabled_at is not null as disabled,
      coalesce(extract(epoch from clock_timestamp() - failing_since)::float8 * 1000, 0) as "failingMs"
    from webhook_endpoint where id = ${id} for no key update`;
  return row;
}

export interface AttemptRow {
  readonly deliveryId: string;
  readonly at: string;
  readonly durationMs: number;
  readonly address: string | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: string | null;
}

/** What happened is written even when its delivery has moved on meanwhile. */
export async function insertAttempt(db: Executor, row: AttemptRow): Promise<void> {
  await db`
    insert into webhook_attempt (delivery_id, at, duration_ms, address, status, error, response)
    select d.id, ${row.at}::timestamptz, ${row.durationMs}, ${row.address}, ${row.status}, ${row.error}, ${row.response}
    from webhook_delivery d where d.id = ${row.deliveryId}::bigint`;
}

export interface EndOfAttempt {
  readonly id: string;
  readonly token: string;
  readonly status: number | null;
  readonly error: string | null;
  /** Undefined: no further attempt. */
  readonly nextDelayMs: number | undefined;
  readonly delivered: boolean;
}

/** Writes how an attempt ended, if the delivery is still this sender's; false when it is not. */
export async function endAttempt(db: Executor, end: EndOfAttempt): Promise<boolean> {
  const state = end.delivered ? "DELIVERED" : end.nextDelayMs === undefined ? "DEAD" : "PENDING";
  const rows = await db`
    update webhook_delivery set state = ${state}::webhook_delivery_state, attempts = attempts + 1, lease_token = null,
      next_attempt_at = clock_timestamp() + ${end.nextDelayMs ?? 0} * interval '1 ms',
      delivered_at = case when ${end.delivered}::boolean then clock_timestamp() end,
      last_status = ${end.status}, last_error = ${end.error}
    where id = ${end.id}::bigint and lease_token = ${end.token} and state = 'PENDING' returning 1`;
  return rows.length === 1;
}

export async function markWell(db: Executor, endpointId: string): Promise<void> {
  await db`
    update webhook_endpoint set failures = 0, failing_since = null, rests_until = null
    where id = ${endpointId} and (failures > 0 or failing_since is not null)`;
}

export async function markFailing(db: Executor, endpointId: string, restMs: number): Promise<void> {
  await db`
    update webhook_endpoint set failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
      rests_until = case when ${restMs}::float8 > 0 then clock_timestamp() + ${restMs} * interval '1 ms' end
    where id = ${endpointId}`;
}

/** Under the lock of the endpoint: no more is sent, and what waits is given up. */
export async function disable(db: Executor, endpointId: string, reason: string): Promise<void> {
  await db`
    update webhook_endpoint set disabled_at = clock_timestamp(), disabled_reason = ${reason}
    where id = ${endpointId}`;
  await db`
    update webhook_delivery set state = 'CANCELLED', lease_token = null
    where endpoint_id = ${endpointId} and state = 'PENDING'`;
}

/** Drops facts that were told long ago, with their deliveries and attempts. Never one that still waits. */
export async function dropOld(sql: Sql, days: number, limit: number): Promise<number> {
  return await sql.begin(async (tx) => {
    const old = await tx<{ id: string }[]>`
      select o.id::text as id from outbox_event o
      where o.at < clock_timestamp() - ${days} * interval '1 day' and o.fanned_at is not null
        and not exists (select 1 from webhook_delivery d where d.event_id = o.id and d.state = 'PENDING')
      order by o.at limit ${limit} for update skip locked`;
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await tx`delete from webhook_delivery where event_id = any(${ids}::bigint[])`;
    await tx`delete from outbox_event where id = any(${ids}::bigint[])`;
    return ids.length;
  });
}
