import type { Executor } from "#lib/platform/database.ts";

export interface Candidate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly callToAction: string;
}

/** Most earlier ads that one is compared with: the newest that share a band. */
const candidatesMax = 5;

/** Earlier ads that share a band with each of the given ones, by the id of the given one. */
export async function findCandidates(
  sql: Executor,
  asked: readonly {
    readonly adId: string;
    readonly submittedAt: string;
    readonly bands: readonly string[];
  }[],
): Promise<Map<string, Candidate[]>> {
  const rows = await sql<
    { asked: string; id: string; title: string; description: string; call_to_action: string }[]
  >`
    select q."adId" as asked, a.id, a.title, a.description, a.call_to_action
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
             as q("adId" uuid, "submittedAt" timestamptz, bands text[])
     cross join lateral (
       select f.ad_id, max(f.submitted_at) as at
         from unnest(q.bands) as b(band)
        cross join lateral (
          select g.ad_id, g.submitted_at from ad_fingerprint g
           where g.band = b.band::bigint and g.ad_id <> q."adId" and g.submitted_at <= q."submittedAt"
           limit ${4 * candidatesMax}) f
        group by f.ad_id order by at desc limit ${candidatesMax}) c
      join ad a on a.id = c.ad_id`;
  const found = new Map<string, Candidate[]>();
  for (const row of rows) {
    const candidate = {
      id: row.id,
      title: row.title,
      description: row.description,
      callToAction: row.call_to_action,
    };
    found.set(row.asked, [...(found.get(row.asked) ?? []), candidate]);
  }
  return found;
}
