import type { Executor } from "#lib/platform/database.ts";

export interface Candidate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
  /** Submitted after the one that it is held against. */
  readonly isLater: boolean;
}

export interface Asked {
  readonly adId: string;
  readonly submittedAt: string;
  readonly bands: readonly string[];
}

/**
 * Shows the fingerprints of analyses to every other worker, committed when this resolves and before their ads end. Of
 * two workers that hold like ads at the same moment, whoever shows second sees the first. Losing the last of them in a
 * crash of the database loses a look-up, no ad, so nobody waits for the disk.
 */
export async function showFingerprints(sql: Executor, asked: readonly Asked[]): Promise<void> {
  await sql`
    with quiet as materialized (select set_config('synchronous_commit', 'off', true) as set)
    insert into ad_fingerprint (band, ad_id, submitted_at)
    select distinct b.band::bigint, q."adId", q."submittedAt"
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
             as q("adId" uuid, "submittedAt" timestamptz, bands text[]), unnest(q.bands) as b(band), quiet
     where quiet.set is not null order by 1, 2
    on conflict do nothing`;
}

/** Most ads that one is compared with: the newest that share a band. */
const candidatesMax = 5;

/** Other ads that share a band with each of the given ones, earlier ones first, by the id of the given one. */
export async function findCandidates(
  sql: Executor,
  asked: readonly Asked[],
): Promise<Map<string, Candidate[]>> {
  const rows = await sql<
    {
      asked: string;
      id: string;
      title: string;
      description: string;
      call_to_action: string;
      is_later: boolean;
    }[]
  >`
    select q."adId" as asked, a.id, a.title, a.description, a.call_to_action,
           c.is_later
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
             as q("adId" uuid, "submittedAt" timestamptz, bands text[])
     cross join lateral (
       select f.ad_id, (max(f.submitted_at), f.ad_id) > (q."submittedAt", q."adId") as is_later,
              max(f.submitted_at) as at
         from unnest(q.bands) as b(band)
        cross join lateral (
          select g.ad_id, g.submitted_at from ad_fingerprint g
           where g.band = b.band::bigint and g.ad_id <> q."adId"
           limit ${4 * candidatesMax}) f
        group by f.ad_id order by is_later, at desc limit ${candidatesMax}) c
      join ad a on a.id = c.ad_id`;
  const found = new Map<string, Candidate[]>();
  for (const row of rows) {
    const candidate = {
      id: row.id,
      title: row.title,
      description: row.description,
      callToAction: row.call_to_action,
      isLater: row.is_later,
    };
    found.set(row.asked, [...(found.get(row.asked) ?? []), candidate]);
  }
  return found;
}
