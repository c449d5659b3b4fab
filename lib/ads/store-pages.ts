import type { AdReview, AdStatus } from "#lib/ads/contract.ts";
import type { AdAttempt, AdListed, DeadGroup, DeskSort, LaneAd } from "#lib/ads/desk-contract.ts";
import type { AdScope } from "#lib/ads/store-ads.ts";
import type { Executor } from "#lib/platform/database.ts";

const iso = (at: unknown) => new Date(String(at)).toISOString();
const isoOrNull = (at: unknown) => (at === null ? null : iso(at));

export interface DeskFilter {
  readonly q: string;
  readonly statuses: readonly AdStatus[];
  readonly review: AdReview | null;
  readonly priority: number | null;
  readonly sort: DeskSort;
  readonly limit: number;
  readonly offset: number;
}

const matching = (sql: Executor, scope: AdScope, filter: Omit<DeskFilter, "statuses">) => sql`
  (${scope.brandId}::uuid is null or a.brand_id = ${scope.brandId}::uuid)
  and (${scope.ownerId}::uuid is null or a.owner_id = ${scope.ownerId}::uuid)
  and (${filter.q} = '' or position(lower(${filter.q}) in lower(a.title)) > 0)
  and (${filter.review}::text is null
    or (a.review = ${filter.review}::text::ad_review
      and (a.review <> 'PENDING' or a.status = 'COMPLETED')))
  and (${filter.priority}::integer is null or a.priority = ${filter.priority}::integer)`;

const orders = (sql: Executor, sort: DeskSort) => {
  if (sort === "oldest") return sql`a.submitted_at, a.id`;
  if (sort === "score") return sql`a.score desc nulls last, a.submitted_at desc`;
  return sql`a.submitted_at desc, a.id desc`;
};

export async function selectDesk(
  sql: Executor,
  scope: AdScope,
  filter: DeskFilter,
): Promise<AdListed[]> {
  const rows = await sql`
    select a.id, a.title, a.genre, a.priority, a.status, a.review, a.score, a.attempts, a.submitted_at,
           a.completed_at, b.name as brand_name
      from ad a left join brand b on b.id = a.brand_id
     where ${matching(sql, scope, filter)}
       and (${filter.statuses.length === 0} or a.status = any(${filter.statuses as string[]}::text[]::ad_status[]))
     order by ${orders(sql, filter.sort)} limit ${filter.limit} offset ${filter.offset}`;
  return rows.map((row) => ({
    id: row.id as string,
    title: row.title as string,
    genre: row.genre as string,
    brandName: row.brand_name as string | null,
    priority: row.priority as number,
    status: row.status as AdStatus,
    review: row.review as AdReview,
    score: row.score as number | null,
    attempts: row.attempts as number,
    submittedAt: iso(row.submitted_at),
    completedAt: isoOrNull(row.completed_at),
  }));
}

export async function countDesk(
  sql: Executor,
  scope: AdScope,
  filter: DeskFilter,
): Promise<{ status: AdStatus; count: number }[]> {
  return sql<{ status: AdStatus; count: number }[]>`
    select a.status, count(*)::integer as count from ad a
     where ${matching(sql, scope, filter)} group by a.status`;
}

export async function countLanes(sql: Executor): Promise<{ priority: number; waiting: number }[]> {
  return sql<{ priority: number; waiting: number }[]>`
    select priority::integer, count(*)::integer as waiting from ad
     where status in ('QUEUED', 'FAILED') group by priority`;
}

/** The oldest waiting ads of every priority. */
export async function selectNext(
  sql: Executor,
  perLane: number,
): Promise<(Omit<LaneAd, "firstAt"> & { readonly priority: number })[]> {
  const rows = await sql`
    select p.priority, a.id, a.title, a.status, a.submitted_at
      from generate_series(1, 5) as p(priority)
     cross join lateral (
       select id, title, status, submitted_at from ad
        where status in ('QUEUED', 'FAILED') and ad.priority = p.priority
        order by submitted_at limit ${perLane}) a
     order by p.priority, a.submitted_at`;
  return rows.map((row) => ({
    priority: Number(row.priority),
    id: row.id as string,
    title: row.title as string,
    status: row.status as AdStatus,
    submittedAt: iso(row.submitted_at),
  }));
}

export interface DeskCounts {
  readonly inQueue: number;
  readonly processing: number;
  readonly dead: number;
  readonly toReview: number;
  readonly lastMinute: number;
  readonly p50S: number | null;
  readonly p95S: number | null;
  readonly isPaused: boolean;
}

export async function selectFigures(sql: Executor): Promise<DeskCounts> {
  const [row] = await sql<DeskCounts[]>`
    with times as (
      select percentile_cont(array[0.5, 0.95]) within group (
               order by extract(epoch from
                 -- What waits once more, for new lists or after its dead letter, counts from then.
                 completed_at - greatest(submitted_at, case when attempts = 1 then due_at end))::float8) as at
        from ad where status = 'COMPLETED' and submitted_at > now() - interval '1 hour')
    select (select count(*)::integer from ad where status in ('QUEUED', 'FAILED')) as "inQueue",
           (select count(*)::integer from ad where status = 'PROCESSING') as "processing",
           (select count(*)::integer from ad where status = 'DEAD') as "dead",
           (select count(*)::integer from ad where review = 'PENDING' and status = 'COMPLETED') as "toReview",
           (select count(*)::integer from ad where submitted_at > now() - interval '1 minute') as "lastMinute",
           (select at[1] from times) as "p50S", (select at[2] from times) as "p95S",
           coalesce((select value = 'true'::jsonb from setting where key = 'ads.paused'), false) as "isPaused"`;
  if (!row) throw new Error("figures without a row");
  return row;
}

export async function selectTries(sql: Executor, adId: string): Promise<AdAttempt[]> {
  const rows = await sql`
    select * from ad_attempt where ad_id = ${adId} order by id desc limit 50`;
  return rows.map((row) => ({
    id: String(row.id),
    version: row.version as number,
    attempt: row.attempt as number,
    workerId: row.worker_id as string,
    startedAt: iso(row.started_at),
    endedAt: iso(row.ended_at),
    outcome: row.outcome as string,
    cause: row.cause as string | null,
    log: row.log as string[],
  }));
}

export async function findBrandName(sql: Executor, brandId: string): Promise<string | null> {
  const [row] = await sql<{ name: string }[]>`select name from brand where id = ${brandId}`;
  return row?.name ?? null;
}

/** Dead ads by their cause, the largest group first, each with its oldest ads. */
export async function selectDead(sql: Executor, perGroup: number): Promise<DeadGroup[]> {
  const rows = await sql<
    { cause: string; count: number; id: string; title: string; failure: string; at: string }[]
  >`
    select cause, count, id, title, failure, at from (
      select coalesce(failure_cause, 'unknown') as cause, id, title, coalesce(failure, '') as failure,
             submitted_at as at, (count(*) over same)::integer as count,
             row_number() over (partition by failure_cause order by submitted_at) as nth
        from ad where status = 'DEAD' window same as (partition by failure_cause)) d
     where nth <= ${perGroup} order by count desc, cause, at`;
  const groups = new Map<string, DeadGroup>();
  for (const { cause, count, failure, id, title, at } of rows) {
    const group = groups.get(cause) ?? { cause, count, sentence: failure, ads: [] };
    groups.set(cause, { ...group, ads: [...group.ads, { id, title, submittedAt: iso(at) }] });
  }
  return [...groups.values()];
}

/** Of the newest analysed ads, at most so many: unfolding every finding of every ad takes a while. */
export async function selectCommonFindings(
  sql: Executor,
  ads: number,
): Promise<{ kind: string; severity: string; ads: number; example: string }[]> {
  return sql<{ kind: string; severity: string; ads: number; example: string }[]>`
    with newest as (
      select id, analysis from ad where status = 'COMPLETED' order by submitted_at desc limit ${ads}),
    said as (
      select n.id, f->>'kind' as kind, f->>'severity' as severity, f->>'sentence' as sentence
        from newest n, jsonb_array_elements(n.analysis->'variants'->0->'findings') f
       where f->>'severity' in ('warn', 'bad'))
    select kind, severity, count(distinct id)::integer as ads, min(sentence) as example
      from said group by kind, severity order by ads desc, kind limit 12`;
}

export async function selectScores(
  sql: Executor,
): Promise<{ bucket: number; ads: number; mean: number }[]> {
  return sql<{ bucket: number; ads: number; mean: number }[]>`
    select least(floor(score / 10), 9)::integer as bucket, count(*)::integer as ads,
           avg(score)::float8 as mean
      from ad where score is not null group by 1 order by 1`;
}

export async function selectWordings(
  sql: Executor,
  ads: number,
): Promise<{ variant: number; ads: number; meanScore: number; best: number }[]> {
  return sql<{ variant: number; ads: number; meanScore: number; best: number }[]>`
    with newest as (
      select id, score, analysis from ad
       where status = 'COMPLETED' and jsonb_array_length(analysis->'variants') > 1
       order by submitted_at desc limit ${ads})
    select (v->>'variant')::integer as variant, count(*)::integer as ads,
           avg((v->>'score')::float8)::float8 as "meanScore",
           (count(*) filter (where (v->>'score')::float8 = n.score))::integer as best
      from newest n, jsonb_array_elements(n.analysis->'variants') v group by 1 order by 1`;
}

export async function countOutcomes(
  sql: Executor,
): Promise<{ status: AdStatus; review: AdReview; ads: number }[]> {
  return sql<{ status: AdStatus; review: AdReview; ads: number }[]>`
    select status, review, count(*)::integer as ads from ad group by status, review`;
}
