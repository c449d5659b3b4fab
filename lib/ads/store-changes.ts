import type { AdInput, AdReview } from "#lib/ads/contract.ts";
import type { ReviewBacklog } from "#lib/ads/desk-contract.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Keeps what a version said before the next one takes its place. */
export async function keepRevision(
  tx: Executor,
  ad: { readonly id: string; readonly version: number; readonly input: AdInput },
  actorId: string | null,
): Promise<void> {
  await tx`
    insert into ad_revision (ad_id, version, body, actor_id)
    values (${ad.id}, ${ad.version}, ${JSON.stringify(ad.input)}::text::jsonb, ${actorId})
    on conflict do nothing`;
}

export async function listRevisions(
  sql: Executor,
  id: string,
): Promise<{ version: number; input: AdInput; at: string }[]> {
  const rows = await sql<{ version: number; body: AdInput; at: string }[]>`
    select version, body, at from ad_revision where ad_id = ${id} order by version`;
  return rows.map(({ version, body, at }) => ({
    version,
    input: body,
    at: new Date(at).toISOString(),
  }));
}

/** The next version waits for its analysis and its review; whoever works on the old one is fenced off. */
export async function resubmit(
  tx: Executor,
  id: string,
  input: AdInput,
): Promise<{ version: number; submittedAtMs: number }> {
  const [row] = await tx<{ version: number; ms: number }[]>`
    update ad set title = ${input.title}, description = ${input.description}, genre = ${input.genre},
      target_audience = array(select jsonb_array_elements_text(${JSON.stringify(input.targetAudience)}::text::jsonb)),
      visual_elements = array(select jsonb_array_elements_text(${JSON.stringify(input.visualElements)}::text::jsonb)),
      call_to_action = ${input.callToAction}, duration = ${input.duration}, priority = ${input.priority},
      webhook_url = ${input.webhookUrl ?? null}, variants = ${JSON.stringify(input.variants)}::text::jsonb,
      version = version + 1, status = 'QUEUED', attempts = 0, submitted_at = clock_timestamp(),
      due_at = clock_timestamp(), lease_token = null, lease_until = null, started_at = null, completed_at = null,
      failure = null, failure_cause = null, score = null, analysis = null, review = 'PENDING', reasons = '{}',
      reviewed_by = null, reviewed_at = null
    where id = ${id}
    returning version, (extract(epoch from submitted_at) * 1000)::float8 as ms`;
  if (!row) throw new Error("the ad was locked and is gone");
  return { version: row.version, submittedAtMs: row.ms };
}

/** Another place in the queue, nothing else: the analysis stands. */
export async function setPriority(tx: Executor, id: string, priority: number): Promise<number> {
  const [row] = await tx<{ version: number }[]>`
    update ad set priority = ${priority}, version = version + 1 where id = ${id} returning version`;
  return row?.version ?? 0;
}

export async function setCancelled(tx: Executor, id: string): Promise<void> {
  await tx`
    update ad set status = 'CANCELLED', lease_token = null, lease_until = null, version = version + 1
     where id = ${id}`;
}

type QueuedRow = Omit<QueuedAd, "submittedAtMs"> & { readonly ms: number };

const toQueued = ({ ms, ...row }: QueuedRow): QueuedAd => ({ ...row, submittedAtMs: ms });

/** Back into the queue from the start, after DEAD or FAILED. */
export async function setRetried(tx: Executor, ids: readonly string[]): Promise<QueuedAd[]> {
  const rows = await tx<QueuedRow[]>`
    update ad set status = 'QUEUED', attempts = 0, due_at = clock_timestamp(), version = version + 1,
      lease_token = null, lease_until = null, failure = null, failure_cause = null
     where id = any(${ids as string[]}::uuid[]) and status in ('DEAD', 'FAILED')
    returning id as "adId", version, attempts, partition, priority, (extract(epoch from submitted_at) * 1000)::float8 as ms`;
  return rows.map(toQueued);
}

export async function setReview(
  tx: Executor,
  id: string,
  review: {
    readonly verdict: AdReview;
    readonly reasons: readonly string[];
    readonly by: string | null;
  },
): Promise<void> {
  await tx`
    update ad set review = ${review.verdict}::text::ad_review, reviewed_by = ${review.by}, reviewed_at = clock_timestamp(),
      reasons = array(select jsonb_array_elements_text(${JSON.stringify(review.reasons)}::text::jsonb)),
      version = version + 1
    where id = ${id}`;
}

/** Analysed and not reviewed, by brand. Null as `brandId`: of every brand, and of none. */
export async function selectBacklog(
  sql: Executor,
  brandId: string | null,
  limit: number,
): Promise<ReviewBacklog[]> {
  return sql<ReviewBacklog[]>`
    select a.brand_id as "brandId", b.name as "brandName", count(*)::integer as ads
      from ad a left join brand b on b.id = a.brand_id
     where a.status = 'COMPLETED' and a.review = 'PENDING'
       and (${brandId}::uuid is null or a.brand_id = ${brandId}::uuid)
     group by 1, 2 order by b.name nulls first limit ${limit}`;
}

/** Back into the queue in their old places: the words are the same, and so is when they came. */
export async function setReanalysed(
  tx: Executor,
  brandId: string | null,
  delayMs: number,
  limit: number,
): Promise<QueuedAd[]> {
  const rows = await tx<QueuedRow[]>`
    with chosen as (
      select id from ad
       where status = 'COMPLETED' and review = 'PENDING' and (${brandId}::uuid is null or brand_id = ${brandId}::uuid)
       order by id limit ${limit} for no key update)
    update ad a set status = 'QUEUED', attempts = 0, version = version + 1, completed_at = null, started_at = null,
      due_at = clock_timestamp() + make_interval(secs => ${delayMs / 1_000}), score = null, analysis = null
      from chosen where a.id = chosen.id
    returning a.id as "adId", version, attempts, partition, priority, (extract(epoch from submitted_at) * 1000)::float8 as ms`;
  return rows.map(toQueued);
}

/** Dead ads of one cause, or of all. */
export async function listDead(
  sql: Executor,
  cause: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from ad where status = 'DEAD' and (${cause}::text is null or failure_cause = ${cause})
     order by submitted_at limit ${limit}`;
  return rows.map(({ id }) => id);
}
