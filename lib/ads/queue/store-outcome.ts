import type { AnalysedAd } from "#lib/ads/analysis/analyser.ts";
import type { ClaimedAd } from "#lib/ads/queue/store-work.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface Outcome {
  readonly ad: ClaimedAd;
  readonly workerId: string;
  /** What the attempt logged, line by line. */
  readonly log: readonly string[];
}

export interface Completed extends Outcome {
  readonly analysis: AnalysedAd;
}

/**
 * Writes finished analyses. Only rows that still are under the token change, and only they are answered: an end that
 * comes too late, after its lease ran out or its ad was changed or withdrawn, is nothing.
 */
export async function completeAds(
  tx: Executor,
  token: string,
  completed: readonly Completed[],
): Promise<Set<string>> {
  // The analysis is text already, and goes into the others' as it is.
  const rows = completed.map(({ ad, analysis, workerId, log }) => {
    const row = {
      id: ad.adId,
      attempt: ad.attempt,
      version: ad.version,
      started: new Date(ad.startedAtMs).toISOString(),
      score: analysis.score,
      worker: workerId,
      log,
    };
    return `${JSON.stringify(row).slice(0, -1)},"analysis":${analysis.text}}`;
  });
  const done = await tx<{ id: string }[]>`
    with given as materialized (
      select * from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as g(
        id uuid, attempt smallint, version integer, started timestamptz, score float8, analysis jsonb,
        worker text, log jsonb)),
    -- In the order of ids, so that no two batches wait for each other in a circle; and one by one behind LIMIT, as a
    -- join could be turned round and read everything that is under way; so would the index of leases, which a status
    -- as text rules out.
    mine as materialized (
      select l.id from (select id from given order by id) g
       cross join lateral (
         select a.id from ad a where a.id = g.id and a.lease_token = ${token}::uuid and a.status::text = 'PROCESSING'
          limit 1 for no key update) l),
    done as (
      update ad a set status = 'COMPLETED', score = g.score, analysis = g.analysis, completed_at = clock_timestamp(),
             lease_token = null, lease_until = null, failure = null, failure_cause = null
        from given g where a.id = g.id and g.id in (select id from mine)
      returning a.id),
    kept as (
      insert into ad_attempt (ad_id, version, attempt, worker_id, started_at, outcome, log)
      select g.id, g.version, g.attempt, g.worker, g.started, 'completed', g.log from given g join done using (id))
    select id from done`;
  return new Set(done.map(({ id }) => id));
}

export interface Failed extends Outcome {
  /** Groups dead letters: timeout, too_long, thread_lost, … */
  readonly cause: string;
  /** For people; never a stack. */
  readonly sentence: string;
  /** Until it may be tried again; null: never. */
  readonly delayMs: number | null;
}

/** Ends an attempt that failed. False when the ad is no longer under the token. */
export async function failAd(tx: Executor, token: string, failed: Failed): Promise<boolean> {
  const { ad, cause, sentence, delayMs } = failed;
  const [row] = await tx`
    update ad set status = ${delayMs === null ? "DEAD" : "FAILED"}::text::ad_status, failure_cause = ${cause},
           failure = ${sentence}, lease_token = null, lease_until = null,
           due_at = clock_timestamp() + make_interval(secs => ${(delayMs ?? 0) / 1_000})
     where id = ${ad.adId} and lease_token = ${token}::uuid and status = 'PROCESSING' returning id`;
  if (!row) return false;
  await tx`
    insert into ad_attempt (ad_id, version, attempt, worker_id, started_at, outcome, cause, log)
    values (${ad.adId}, ${ad.version}, ${ad.attempt}, ${failed.workerId},
            ${new Date(ad.startedAtMs).toISOString()}::timestamptz,
            ${cause === "timeout" ? "timeout" : "failed"}, ${cause}, ${JSON.stringify(failed.log)}::text::jsonb)`;
  return true;
}

/** Tells staff, and the brand whose ad it is, inside the product. */
export async function notify(
  tx: Executor,
  notices: readonly {
    readonly brandId: string | null;
    readonly userId: string | null;
    readonly kind: string;
    readonly subjectId: string;
    readonly sentence: string;
  }[],
): Promise<void> {
  await tx`
    insert into notification (user_id, brand_id, kind, subject_id, sentence)
    select n."userId", n."brandId", n.kind, n."subjectId", n.sentence
      from jsonb_to_recordset(${JSON.stringify(notices)}::text::jsonb)
        as n("userId" uuid, "brandId" uuid, kind text, "subjectId" text, sentence text)`;
}
