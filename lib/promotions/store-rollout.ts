import type { Executor } from "#lib/platform/database.ts";
import { offlineAfterMinutes } from "#lib/promotions/contract.ts";

export interface ServerTraffic {
  readonly id: string;
  readonly isOnline: boolean;
  readonly fetches: number;
  readonly fetchedBytes: number;
  readonly notModified: number;
  readonly posts: number;
  readonly clicks: number;
  readonly complaints: number;
}

/**
 * What each registered promo server fetched and posted, and what came of it, as far as it was heard of since then;
 * null: ever. A post counts here although it is outside of its booking: people saw it.
 */
export async function listTraffic(db: Executor, since: string | null): Promise<ServerTraffic[]> {
  const from = db`coalesce(${since}::text::timestamptz, '-infinity')`;
  return db<ServerTraffic[]>`
    select s.id, s.last_seen_at >= now() - make_interval(mins => ${offlineAfterMinutes}) as "isOnline",
      s.fetches::float8 as fetches, s.fetched_bytes::float8 as "fetchedBytes",
      s.not_modified::float8 as "notModified", coalesce(e.posts, 0)::float8 as posts,
      coalesce(e.clicks, 0)::float8 as clicks, coalesce(c.complaints, 0)::float8 as complaints
    from promo_server s
    left join (
      select server_id, count(*) filter (where type = 'POSTED') as posts,
        count(*) filter (where type = 'CLICKED' and ignored_as is null) as clicks
      from promotion_event where received_at >= ${from} group by 1) e on e.server_id = s.id
    left join (
      select server_id, count(*) as complaints from promo_complaint where at >= ${from} group by 1) c
      on c.server_id = s.id
    where s.unregistered_at is null`;
}
