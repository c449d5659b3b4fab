import type { Executor } from "#lib/platform/database.ts";

export interface AdClicks {
  readonly adId: string;
  readonly title: string;
  readonly promotions: number;
  readonly posts: number;
  readonly clicks: number;
}

/** Posts and counted clicks of the promotions that an ad was booked for, the most clicked first. */
export async function selectAdClicks(sql: Executor, limit: number): Promise<AdClicks[]> {
  return sql<AdClicks[]>`
    select a.id as "adId", a.title, count(distinct p.id)::integer as promotions,
           (count(*) filter (where e.type = 'POSTED'))::integer as posts,
           (count(*) filter (where e.type = 'CLICKED'))::integer as clicks
      from promotion p join ad a on a.id = p.ad_id
      left join promotion_event e on e.promotion_id = p.id and e.ignored_as is null
     group by a.id, a.title order by clicks desc, a.title limit ${limit}`;
}
