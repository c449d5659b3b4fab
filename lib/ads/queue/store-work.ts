import { type AdInput, agingStepS } from "#lib/ads/contract.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A worker that says nothing for so long has lost its ads. */
export const leaseS = 10;

/** An ad that a worker holds. */
export interface ClaimedAd {
  readonly adId: string;
  readonly version: number;
  readonly attempt: number;
  readonly ownerId: string | null;
  readonly brandId: string | null;
  readonly webhookUrl: string | null;
  readonly submittedAtMs: number;
  readonly startedAtMs: number;
  readonly input: AdInput;
}

export interface Delivered {
  readonly adId: string;
  readonly version: number;
}

/**
 * Makes the rows of delivered ads the worker's own, under its token. What was decided meanwhile (another version,
 * withdrawn, done, with somebody else, not due) is not among the answers: the delivery is dropped.
 */
export async function claimAds(
  sql: Executor,
  token: string,
  delivered: readonly Delivered[],
): Promise<ClaimedAd[]> {
  const rows = await sql`
    with mine as materialized (
      select l.id
        from (select * from jsonb_to_recordset(${JSON.stringify(delivered)}::text::jsonb)
                as d("adId" uuid, version integer) order by 1) d
       -- One by one behind LIMIT: a join could be turned round and read everything that waits, and so would the index
       -- of waiting ads, which a status as text rules out.
       cross join lateral (
         select a.id from ad a
          where a.id = d."adId" and a.version = d.version and a.status::text in ('QUEUED', 'FAILED')
            and a.due_at <= clock_timestamp() + interval '1 second'
          limit 1 for no key update skip locked) l)
    update ad a set status = 'PROCESSING', attempts = a.attempts + 1, lease_token = ${token}::uuid,
           lease_until = clock_timestamp() + make_interval(secs => ${leaseS}), started_at = clock_timestamp()
     where a.id = any(array(select id from mine))
    returning a.id, a.version, a.attempts, a.owner_id, a.brand_id, a.webhook_url, a.title, a.description, a.genre,
              a.target_audience, a.visual_elements, a.call_to_action, a.duration, a.priority, a.variants,
              (extract(epoch from a.submitted_at) * 1000)::float8 as submitted_ms,
              (extract(epoch from a.started_at) * 1000)::float8 as started_ms`;
  const claimed = rows.map((row) => ({
    adId: row.id as string,
    version: row.version as number,
    attempt: row.attempts as number,
    ownerId: row.owner_id as string | null,
    brandId: row.brand_id as string | null,
    webhookUrl: row.webhook_url as string | null,
    submittedAtMs: row.submitted_ms as number,
    startedAtMs: row.started_ms as number,
    input: {
      title: row.title as string,
      description: row.description as string,
      genre: row.genre as string,
      targetAudience: row.target_audience as string[],
      visualElements: row.visual_elements as string[],
      callToAction: row.call_to_action as string,
      duration: row.duration as number,
      priority: row.priority as number,
      variants: row.variants as AdInput["variants"],
    },
  }));
  // An UPDATE answers in no order; work begins in the order of delivery.
  const order = new Map(delivered.map(({ adId }, index) => [adId, index]));
  return claimed.sort((a, b) => (order.get(a.adId) ?? 0) - (order.get(b.adId) ?? 0));
}

/**
 * Says that the ads under the token are still worked on; asked every second, and most end before half of their lease is
 * over. A row that is being written at this moment is passed over: its
 * end is on the way, and waiting for it could be waiting in a circle.
 */
export async function extendLeases(sql: Executor, token: string): Promise<void> {
  await sql`
    update ad set lease_until = clock_timestamp() + make_interval(secs => ${leaseS})
     where id = any(array(select a.id from ad a where a.status = 'PROCESSING' and a.lease_token = ${token}::uuid
                             and a.lease_until < clock_timestamp() + make_interval(secs => ${leaseS / 2})
                           order by a.id for no key update skip locked))`;
}

/** Gives back what the worker did not begin, as if it had never been delivered. */
export async function releaseAds(sql: Executor, token: string): Promise<QueuedAd[]> {
  const rows = await sql`
    update ad set status = 'QUEUED', attempts = attempts - 1, lease_token = null, lease_until = null
     where status = 'PROCESSING' and lease_token = ${token}::uuid returning *`;
  return rows.map(toQueued);
}

export interface Reclaimed extends QueuedAd {
  readonly isDead: boolean;
}

/**
 * Takes the ads of workers that fell silent: back into the queue at once, or DEAD after the last attempt. The attempt
 * is kept as stalled. Their workers, should they wake up, hold a token that no row has any more.
 */
export async function reclaimAds(sql: Executor, stallsMax: number): Promise<Reclaimed[]> {
  const rows = await sql`
    with lost as (
      select a.id, a.version, a.attempts, a.started_at from ad a
       where a.status = 'PROCESSING' and a.lease_until < clock_timestamp()
       order by a.lease_until limit 1000 for no key update skip locked),
    kept as (
      insert into ad_attempt (ad_id, version, attempt, worker_id, started_at, outcome, cause)
      select l.id, l.version, l.attempts, 'lost', coalesce(l.started_at, clock_timestamp()), 'stalled', 'stalled' from lost l)
    update ad a set status = case when a.attempts >= ${stallsMax} then 'DEAD' else 'QUEUED' end::ad_status,
           lease_token = null, lease_until = null, due_at = clock_timestamp(),
           failure_cause = case when a.attempts >= ${stallsMax} then 'stalled' end,
           failure = case when a.attempts >= ${stallsMax} then 'Its worker fell silent every time.' end
      from lost where a.id = lost.id returning a.*`;
  return rows.map((row) => ({ ...toQueued(row), isDead: row.status === "DEAD" }));
}

function toQueued(row: Record<string, unknown>): QueuedAd {
  return {
    adId: row.id as string,
    version: row.version as number,
    partition: row.partition as number,
    priority: row.priority as number,
    attempts: row.attempts as number,
    submittedAtMs: Date.parse(String(row.submitted_at)),
  };
}

/** How many wait to be delivered now, by partition. */
export async function countDue(sql: Executor, partitions: number): Promise<number[]> {
  const rows = await sql<{ partition: number; n: number }[]>`
    select partition, count(*)::integer as n from ad
     where status in ('QUEUED', 'FAILED') and due_at <= clock_timestamp() group by 1`;
  const counts = new Array<number>(partitions).fill(0);
  for (const { partition, n } of rows) counts[partition] = n;
  return counts;
}

/** Waiting ads of one partition that are due, the first by virtual deadline. */
export async function listFirstDue(
  sql: Executor,
  partition: number,
  limit: number,
): Promise<QueuedAd[]> {
  const rows = await sql`
    select id, version, partition, priority, attempts, submitted_at from ad
     where status in ('QUEUED', 'FAILED') and partition = ${partition} and due_at <= clock_timestamp()
     order by submitted_at + make_interval(secs => ${agingStepS} * (priority - 1)) limit ${limit}`;
  return rows.map(toQueued);
}

/** Waiting ads of one partition that are due, page by page in the order of ids. */
export async function listDue(
  sql: Executor,
  partition: number,
  afterId: string | null,
  limit: number,
): Promise<QueuedAd[]> {
  const rows = await sql`
    select id, version, partition, priority, attempts, submitted_at from ad
     where status in ('QUEUED', 'FAILED') and partition = ${partition} and due_at <= clock_timestamp()
       and (${afterId}::uuid is null or id > ${afterId}::uuid)
     order by id limit ${limit}`;
  return rows.map(toQueued);
}
