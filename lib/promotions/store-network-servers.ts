import type { Executor } from "#lib/platform/database.ts";
import { containing } from "#lib/platform/like-pattern.ts";
import {
  allocationEveryMinutes,
  offlineAfterMinutes,
  type Platform,
} from "#lib/promotions/contract.ts";
import type {
  BatchLine,
  ServerFigures,
  ServerHealth,
  ServerListed,
  ServerView,
  serverSorts,
} from "#lib/promotions/network-contract.ts";

export interface ServerFilter {
  readonly q: string;
  readonly platforms: readonly Platform[];
  readonly region: string;
}

export interface ServerQuery extends ServerFilter {
  readonly healths: readonly ServerHealth[];
  readonly sort: (typeof serverSorts)[number];
  readonly limit: number;
  readonly offset: number;
}

/** Promo servers that match, with what is told of them by the time that went by since. */
function matching(db: Executor, { q, platforms, region }: ServerFilter) {
  const like = containing(q);
  return db`
    select s.id, s.name, s.guild_id as "guildId", s.platform, s.region, s.language,
      s.user_count as members, s.activity_level as "activityLevel",
      s.has_promotion_channel as "hasPromotionChannel", s.manual_weight as "manualWeight",
      s.last_seen_at as "lastSeenAt", s.last_fetch_at as "lastFetchAt", s.demo,
      u.name as "ownerName",
      (select count(*)::int from placement p where p.server_id = s.id) as "batchSize",
      case when s.unregistered_at is not null then 'gone'
        when s.blocked_at is not null then 'blocked'
        when s.last_seen_at < now() - interval '1 day' then 'lost'
        when s.last_seen_at < now() - make_interval(mins => ${offlineAfterMinutes}) then 'quiet'
        else 'ok' end as health
    from promo_server s
    left join "user" u on u.id = s.owner_id
    where (${q === ""}::boolean or s.name ilike ${like} or s.guild_id ilike ${like}
        or s.id::text ilike ${like})
      and (${platforms.length === 0}::boolean or s.platform = any(${[...platforms]}::text[]::promo_platform[]))
      and (${region === ""}::boolean or s.region = ${region})`;
}

const orders: Readonly<Record<(typeof serverSorts)[number], string>> = {
  name: `coalesce(nullif(lower(name), ''), "guildId")`,
  members: "members desc nulls last",
  batch: '"batchSize" desc',
  seen: '"lastSeenAt"',
};

export async function selectServers(db: Executor, query: ServerQuery): Promise<ServerListed[]> {
  return db<ServerListed[]>`
    select * from (${matching(db, query)}) m
    where case when ${query.healths.length === 0}::boolean then health <> 'gone'
      else health = any(${[...query.healths]}::text[]) end
    order by ${db.unsafe(orders[query.sort])}, id
    limit ${query.limit} offset ${query.offset}`;
}

export async function countServers(
  db: Executor,
  filter: ServerFilter,
): Promise<{ health: ServerHealth; count: number }[]> {
  return db<{ health: ServerHealth; count: number }[]>`
    select health, count(*)::int as count from (${matching(db, filter)}) m group by 1`;
}

export async function selectRegions(db: Executor): Promise<string[]> {
  const rows = await db<{ region: string }[]>`
    select distinct region from promo_server
    where unregistered_at is null and region <> '' order by region limit 100`;
  return rows.map(({ region }) => region);
}

/** When bots are told to ask again: a quarter of an hour after the last allocation, or now when one is due. */
export async function selectNextAllocation(db: Executor): Promise<string | null> {
  const [row] = await db<{ next: string }[]>`
    select greatest(now(), case when exists (select 1 from allocation_want) then now()
        else r.at + make_interval(mins => ${allocationEveryMinutes}) end) as next
    from allocation_head h join allocation_run r on r.version = h.version`;
  return row?.next ?? null;
}

export type ServerRow = Omit<ServerView, "figures" | "batch" | "complaints" | "nextAllocationAt">;

export async function findServer(db: Executor, id: string): Promise<ServerRow | undefined> {
  const none: ServerFilter = { q: "", platforms: [], region: "" };
  const [row] = await db<ServerRow[]>`
    select m.*, s.registered_at as "registeredAt", s.channel_id as "channelId",
      s.opted_in_at as "optedInAt", s.opted_in_by as "optedInBy",
      s.blocked_categories as "blockedCategories", s.batch_max as "batchMax",
      s.posts_per_day_max as "postsPerDayMax",
      s.messages_between as "messagesBetween", s.blocked_at as "blockedAt",
      s.blocked_reason as "blockedReason", s.unregistered_at as "unregisteredAt",
      s.checked_at as "checkedAt", s.fetches::float8 as fetches,
      s.fetched_bytes::float8 as "fetchedBytes", s.not_modified::float8 as "notModified",
      s.batch_version::float8 as "batchVersion"
    from (${matching(db, none)}) m join promo_server s on s.id = m.id
    where m.id = ${id}`;
  return row;
}

export async function selectServerFigures(db: Executor, id: string): Promise<ServerFigures> {
  const [row] = await db<ServerFigures[]>`
    select (select coalesce(sum(posts), 0)::float8 from exposure where server_id = ${id}) as posts,
      (select count(*)::float8 from promotion_event
        where server_id = ${id} and type = 'CLICKED' and ignored_as is null) as clicks,
      (select count(*)::float8 from promotion_event
        where server_id = ${id} and type = 'CONVERTED' and ignored_as is null) as conversions,
      (select count(*)::float8 from promo_complaint where server_id = ${id}) as complaints`;
  return row ?? { posts: 0, clicks: 0, conversions: 0, complaints: 0 };
}

export async function selectBatch(db: Executor, id: string): Promise<BatchLine[]> {
  return db<BatchLine[]>`
    select p.promotion_id as "promotionId", m.app_name as "appName", m.wire_key as "wireKey",
      v.key as "variantKey", m.ends_at as "endsAt", p.placed_at as "placedAt",
      coalesce(e.posts, 0) as posts, e.last_posted_at as "lastPostedAt"
    from placement p
    join promotion m on m.id = p.promotion_id
    join promotion_variant v on v.id = p.variant_id
    left join exposure e on e.promotion_id = p.promotion_id and e.server_id = p.server_id
    where p.server_id = ${id}
    order by m.ends_at, m.id`;
}

export async function selectComplaints(
  db: Executor,
  id: string,
): Promise<ServerView["complaints"][number][]> {
  return db<ServerView["complaints"][number][]>`
    select kind, detail, at from promo_complaint where server_id = ${id} order by at desc limit 20`;
}

/** How many were seen last in each of the past 24 hours; the present hour first. */
export async function selectSeenByHour(db: Executor): Promise<{ ago: number; servers: number }[]> {
  return db<{ ago: number; servers: number }[]>`
    select floor(extract(epoch from now() - last_seen_at) / 3600)::int as ago,
      count(*)::int as servers
    from promo_server
    where unregistered_at is null and last_seen_at > now() - interval '24 hours'
    group by 1`;
}

/** Those people complain of most, by their posts. */
export async function selectComplainedOf(
  db: Executor,
): Promise<{ serverId: string; name: string; posts: number; complaints: number }[]> {
  return db<{ serverId: string; name: string; posts: number; complaints: number }[]>`
    select s.id as "serverId", coalesce(nullif(s.name, ''), s.guild_id) as name,
      coalesce(e.posts, 0)::float8 as posts, c.complaints::float8 as complaints
    from (select server_id, count(*) as complaints from promo_complaint
      where at > now() - interval '30 days' group by 1) c
    join promo_server s on s.id = c.server_id
    left join (select server_id, sum(posts) as posts from exposure group by 1) e
      on e.server_id = s.id
    order by c.complaints / greatest(1, coalesce(e.posts, 0)) desc, s.id limit 20`;
}
