import type { AdInput, AdReview, AdStatus } from "#lib/ads/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { quotedArray } from "#lib/platform/postgres-array.ts";

/** A submission ready to be written. Values are checked before: nothing in a row may fail its neighbours. */
export interface NewAd {
  readonly id: string;
  readonly partition: number;
  readonly ownerId: string | null;
  readonly keyId: string | null;
  readonly brandId: string | null;
  readonly input: AdInput;
  readonly idempotencyKey: string | null;
  /** Hex. */
  readonly bodyHash: string | null;
}

/** What became of one row: taken as `id`, or known under the same key as `id` already. */
export interface AdReceipt {
  readonly id: string;
  readonly isNew: boolean;
  /** Of the ad that has the key, hex; null without a key. */
  readonly bodyHash: string | null;
  readonly submittedAtMs: number;
}

/**
 * Writes a batch in one statement, committed when this resolves; receipts in the order of the rows. Two rows of one
 * batch with the same key are one ad, as if the second had come later.
 */
export async function insertAds(sql: Executor, ads: readonly NewAd[]): Promise<AdReceipt[]> {
  const rows = await sql<
    { ord: number; id: string; is_new: boolean; hash: string | null; ms: number }[]
  >`
    with given as materialized (
      select r.*, row_number() over (partition by r.key_id, r.idempotency_key order by r.ord) as nth
        from jsonb_to_recordset(${JSON.stringify(ads.map(toRow))}::text::jsonb) as r(
          ord integer, id uuid, partition smallint, owner_id uuid, key_id text, brand_id uuid, title text,
          description text, genre text, target_audience text[], visual_elements text[], call_to_action text,
          duration smallint, priority smallint, webhook_url text, variants jsonb, idempotency_key text, hash text)
    ),
    taken as (
      insert into ad (id, partition, owner_id, key_id, brand_id, title, description, genre, target_audience,
                      visual_elements, call_to_action, duration, priority, webhook_url, variants, idempotency_key,
                      body_hash)
      select id, partition, owner_id, key_id, brand_id, title, description, genre, target_audience, visual_elements,
             call_to_action, duration, priority, webhook_url, variants, idempotency_key, decode(hash, 'hex')
        from given where idempotency_key is null or nth = 1
       order by key_id, idempotency_key
      on conflict (key_id, idempotency_key) where idempotency_key is not null do nothing
      returning id, submitted_at
    )
    select g.ord, g.id, t.id is not null as is_new, g.hash,
           coalesce(extract(epoch from t.submitted_at) * 1000, 0)::float8 as ms
      from given g left join taken t on t.id = g.id order by g.ord`;
  const known = rows.some((row) => !row.is_new) ? await findByKeys(sql, ads, rows) : new Map();
  return rows.map((row) => {
    if (row.is_new) {
      return { id: row.id, isNew: true, bodyHash: row.hash, submittedAtMs: row.ms };
    }
    const first = known.get(keyOf(ads[row.ord]));
    if (!first) throw new Error("an ad was neither taken nor known");
    return first;
  });
}

function keyOf(ad: NewAd | undefined): string {
  return JSON.stringify([ad?.keyId, ad?.idempotencyKey]);
}

/** A statement of its own, so that it sees what another batch has committed meanwhile. */
async function findByKeys(
  sql: Executor,
  ads: readonly NewAd[],
  rows: readonly { ord: number; is_new: boolean }[],
): Promise<Map<string, AdReceipt>> {
  const asked = rows.flatMap((row) => (row.is_new ? [] : (ads[row.ord] ?? [])));
  const found = await sql<
    { id: string; key_id: string; idempotency_key: string; hash: string; ms: number }[]
  >`
    select a.id, a.key_id, a.idempotency_key, encode(a.body_hash, 'hex') as hash,
           (extract(epoch from a.submitted_at) * 1000)::float8 as ms
      from unnest(${quotedArray(asked.map((ad) => ad.keyId ?? undefined))}::text::text[],
                  ${quotedArray(asked.map((ad) => ad.idempotencyKey ?? undefined))}::text::text[]) as k(key_id, idempotency_key)
      join ad a on a.key_id = k.key_id and a.idempotency_key = k.idempotency_key`;
  return new Map(
    found.map((row) => [
      JSON.stringify([row.key_id, row.idempotency_key]),
      { id: row.id, isNew: false, bodyHash: row.hash, submittedAtMs: row.ms },
    ]),
  );
}

function toRow(ad: NewAd, ord: number) {
  const { input } = ad;
  return {
    ord,
    id: ad.id,
    partition: ad.partition,
    owner_id: ad.ownerId,
    key_id: ad.keyId,
    brand_id: ad.brandId,
    title: input.title,
    description: input.description,
    genre: input.genre,
    target_audience: input.targetAudience,
    visual_elements: input.visualElements,
    call_to_action: input.callToAction,
    duration: input.duration,
    priority: input.priority,
    webhook_url: input.webhookUrl ?? null,
    variants: input.variants,
    idempotency_key: ad.idempotencyKey,
    hash: ad.bodyHash,
  };
}

/** An ad as its owner, its brand and staff read it. */
export interface AdRow {
  readonly id: string;
  readonly ownerId: string | null;
  readonly brandId: string | null;
  readonly input: AdInput;
  readonly status: AdStatus;
  readonly version: number;
  readonly attempts: number;
  readonly submittedAt: string;
  readonly dueAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly failureCause: string | null;
  readonly failure: string | null;
  readonly score: number | null;
  readonly analysis: unknown;
  readonly review: AdReview;
  readonly reasons: readonly string[];
  readonly reviewedAt: string | null;
}

/** Whose rows are asked for: null is everybody's. A key of a person sees what that person's keys submitted. */
export interface AdScope {
  readonly brandId: string | null;
  readonly ownerId: string | null;
}

const columns = (sql: Executor) => sql`
  a.id, a.owner_id, a.brand_id, a.title, a.description, a.genre, a.target_audience, a.visual_elements,
  a.call_to_action, a.duration, a.priority, a.webhook_url, a.variants, a.status, a.version, a.attempts,
  a.submitted_at, a.due_at, a.started_at, a.completed_at, a.failure_cause, a.failure, a.score, a.analysis, a.review,
  a.reasons, a.reviewed_at`;

const within = (sql: Executor, { brandId, ownerId }: AdScope) => sql`
  (${brandId}::uuid is null or a.brand_id = ${brandId}::uuid)
  and (${ownerId}::uuid is null or a.owner_id = ${ownerId}::uuid)`;

const iso = (at: unknown): string | null =>
  at === null || at === undefined ? null : new Date(String(at)).toISOString();

function toAd(row: Record<string, unknown>): AdRow {
  const text = (name: string) => row[name] as string;
  return {
    id: text("id"),
    ownerId: row.owner_id as string | null,
    brandId: row.brand_id as string | null,
    input: {
      title: text("title"),
      description: text("description"),
      genre: text("genre"),
      targetAudience: row.target_audience as string[],
      visualElements: row.visual_elements as string[],
      callToAction: text("call_to_action"),
      duration: row.duration as number,
      priority: row.priority as number,
      ...(row.webhook_url === null ? {} : { webhookUrl: text("webhook_url") }),
      variants: row.variants as AdInput["variants"],
    },
    status: row.status as AdStatus,
    version: row.version as number,
    attempts: row.attempts as number,
    submittedAt: iso(row.submitted_at) ?? "",
    dueAt: iso(row.due_at) ?? "",
    startedAt: iso(row.started_at),
    completedAt: iso(row.completed_at),
    failureCause: row.failure_cause as string | null,
    failure: row.failure as string | null,
    score: row.score as number | null,
    analysis: row.analysis,
    review: row.review as AdReview,
    reasons: row.reasons as string[],
    reviewedAt: iso(row.reviewed_at),
  };
}

export async function findAd(
  sql: Executor,
  id: string,
  scope: AdScope,
): Promise<AdRow | undefined> {
  const [row] = await sql`
    select ${columns(sql)} from ad a where a.id = ${id} and ${within(sql, scope)}`;
  return row && toAd(row);
}

/** The same, held to the end of the transaction. */
export async function lockAd(tx: Executor, id: string, scope: AdScope): Promise<AdRow | undefined> {
  const [row] = await tx`
    select ${columns(tx)} from ad a where a.id = ${id} and ${within(tx, scope)} for no key update`;
  return row && toAd(row);
}

export interface AdFilter {
  readonly status?: AdStatus | undefined;
  readonly review?: AdReview | undefined;
  /** Id of the last ad of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAds(sql: Executor, scope: AdScope, filter: AdFilter): Promise<AdRow[]> {
  const { status = null, review = null, before, limit } = filter;
  const rows = await sql`
    select ${columns(sql)} from ad a
     where ${within(sql, scope)}
       and (${status}::text is null or a.status = ${status}::text::ad_status)
       and (${review}::text is null or a.review = ${review}::text::ad_review)
       and (${before ?? null}::uuid is null or (a.submitted_at, a.id) <
         (select b.submitted_at, b.id from ad b where b.id = ${before ?? null}::uuid))
     order by a.submitted_at desc, a.id desc limit ${limit}`;
  return rows.map(toAd);
}

/** How many waiting ads are ahead by virtual deadline; undefined when it does not wait. */
export async function findPosition(
  sql: Executor,
  id: string,
  agingStepS: number,
): Promise<number | undefined> {
  const [row] = await sql<{ position: number }[]>`
    select count(*)::integer + 1 as position
      from ad me join ad a on a.status in ('QUEUED', 'FAILED') and a.partition = me.partition
       and a.submitted_at + make_interval(secs => ${agingStepS} * (a.priority - 1))
         < me.submitted_at + make_interval(secs => ${agingStepS} * (me.priority - 1))
     where me.id = ${id} and me.status in ('QUEUED', 'FAILED')
    having exists (select 1 from ad where id = ${id} and status in ('QUEUED', 'FAILED'))`;
  return row?.position;
}
