import type { Executor } from "#lib/platform/database.ts";
import type { ComplaintKind, PromotionState } from "#lib/promotions/contract.ts";
import type { ReportServer } from "#lib/promotions/report-contract.ts";

export interface ReportFacts {
  readonly promotionId: string;
  readonly campaignId: string;
  readonly appName: string;
  readonly state: PromotionState;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly booked: number;
  readonly deliveredAt: string | null;
  readonly promotedCampaign: string | null;
  readonly players: number;
}

/** `brandId` null: of any brand. */
export async function findReportFacts(
  sql: Executor,
  promotionId: string,
  brandId: string | null,
): Promise<ReportFacts | undefined> {
  const [row] = await sql<ReportFacts[]>`
    select p.id as "promotionId", p.wire_key as "campaignId", p.app_name as "appName", p.state,
      p.starts_at as "startsAt", p.ends_at as "endsAt", p.servers as booked, p.delivered_at as "deliveredAt",
      c.name as "promotedCampaign",
      (select count(*)::int from promotion_player where promotion_id = p.id) as players
    from promotion p left join campaign c on c.id = p.promoted_campaign_id
    where p.id = ${promotionId} and (${brandId}::uuid is null or p.brand_id = ${brandId}::uuid)`;
  return row;
}

export type ReportPlace = Pick<
  ReportServer,
  | "serverId"
  | "name"
  | "platform"
  | "region"
  | "variantKey"
  | "postedAt"
  | "lastPostedAt"
  | "billedAs"
  | "makegoodFor"
> & { readonly serverId: string; readonly complaints: number };

/** Every promo server that has it, had a post of it or is the place of an event of it; the billed ones first. */
export async function listReportPlaces(
  sql: Executor,
  promotionId: string,
): Promise<readonly ReportPlace[]> {
  return sql<ReportPlace[]>`
    with place as (
      select server_id from placement where promotion_id = ${promotionId}
      union select server_id from exposure where promotion_id = ${promotionId}
      union select server_id from promotion_event where promotion_id = ${promotionId} and server_id is not null
      union select server_id from promotion_player where promotion_id = ${promotionId} and server_id is not null
    )
    select s.id as "serverId", coalesce(nullif(s.name, ''), s.guild_id) as name, s.platform, s.region,
      v.key as "variantKey", e.posted_at as "postedAt", e.last_posted_at as "lastPostedAt",
      e.billed_as as "billedAs", coalesce(nullif(f.name, ''), f.guild_id) as "makegoodFor",
      (select count(*)::int from promo_complaint k
        where k.promotion_id = ${promotionId} and k.server_id = s.id) as complaints
    from place
    join promo_server s on s.id = place.server_id
    left join placement p on p.promotion_id = ${promotionId} and p.server_id = s.id
    left join exposure e on e.promotion_id = ${promotionId} and e.server_id = s.id
    left join promotion_variant v on v.id = coalesce(e.variant_id, p.variant_id)
    left join promo_server f on f.id = e.makegood_for
    order by e.billed_as nulls last, e.posted_at nulls last, name, s.id`;
}

export interface EventCount {
  readonly serverId: string | null;
  readonly day: string;
  readonly type: "POSTED" | "CLICKED" | "CONVERTED";
  readonly isTold: boolean;
  readonly ignoredAs: string | null;
  readonly count: number;
  readonly valueMinor: number;
}

/** At most promo servers × days × kinds rows, whatever the number of events. */
export async function countEvents(
  sql: Executor,
  promotionId: string,
  zone: string,
): Promise<readonly EventCount[]> {
  return sql<EventCount[]>`
    select server_id as "serverId", to_char(at at time zone ${zone}, 'YYYY-MM-DD') as day, type,
      type = 'CLICKED' and source = 'bot' as "isTold", ignored_as as "ignoredAs",
      sum(count)::float8 as count, coalesce(sum(value_minor), 0)::float8 as "valueMinor"
    from promotion_event where promotion_id = ${promotionId}
    group by 1, 2, 3, 4, 5`;
}

export interface FunnelCount {
  readonly serverId: string | null;
  readonly variantId: string;
  readonly day: string;
  readonly plays: number;
  readonly wins: number;
  readonly redemptions: number;
}

/**
 * Plays of the players that came by it, since they came. A win counts from its reveal on: a report must not tell a
 * result before the player knows it. Every step is one look-up by key a player and a play.
 */
export async function countFunnel(
  sql: Executor,
  promotionId: string,
  zone: string,
): Promise<readonly FunnelCount[]> {
  return sql<FunnelCount[]>`
    select c.server_id as "serverId", c.variant_id as "variantId",
      to_char(p.accepted_at at time zone ${zone}, 'YYYY-MM-DD') as day, count(*)::float8 as plays,
      count(*) filter (where r.outcome = 'WIN')::float8 as wins,
      count(*) filter (where r.outcome = 'WIN' and k.state = 'REDEEMED')::float8 as redemptions
    from promotion_player c
    join game g on g.campaign_id = c.campaign_id
    join play p on p.game_id = g.id and p.player_id = c.player_id and p.accepted_at >= c.at
    left join play_result r on r.game_id = p.game_id and r.play_id = p.play_id
      and r.reveal_at <= clock_timestamp()
    left join coupon k on k.play_id = p.play_id
    where c.promotion_id = ${promotionId}
    group by 1, 2, 3`;
}

export interface ArmCount {
  readonly key: string;
  readonly serverId: string | null;
  readonly posts: number;
  readonly clickedPosts: number;
  readonly clicks: number;
  readonly conversions: number;
}

/**
 * Every arm on every promo server. Each click belongs to the last post before it; players that played count as
 * conversions of a promotion that leads to a game.
 */
export async function countArms(sql: Executor, promotionId: string): Promise<readonly ArmCount[]> {
  return sql<ArmCount[]>`
    with told as (
      select server_id, variant_id, type,
        count(*) filter (where type = 'POSTED') over (
          partition by server_id, variant_id order by at, type <> 'POSTED', id) as nth
      from promotion_event
      where promotion_id = ${promotionId} and ignored_as is null
    ), counted as (
      select server_id, variant_id, count(*) filter (where type = 'POSTED') as posts,
        count(distinct nth) filter (where type = 'CLICKED' and nth > 0) as clicked,
        count(*) filter (where type = 'CLICKED') as clicks,
        count(*) filter (where type = 'CONVERTED') as conversions
      from told group by 1, 2
      union all
      select c.server_id, c.variant_id, 0, 0, 0, count(*)
      from promotion_player c
      where c.promotion_id = ${promotionId} and exists (
        select 1 from player_game pg join game g on g.id = pg.game_id
        where g.campaign_id = c.campaign_id and pg.player_id = c.player_id and pg.plays > 0)
      group by 1, 2
    )
    select v.key, c.server_id as "serverId", coalesce(sum(c.posts), 0)::float8 as posts,
      coalesce(sum(c.clicked), 0)::float8 as "clickedPosts", coalesce(sum(c.clicks), 0)::float8 as clicks,
      coalesce(sum(c.conversions), 0)::float8 as conversions
    from promotion_variant v left join counted c on c.variant_id = v.id
    where v.promotion_id = ${promotionId}
    group by v.key, v.position, c.server_id order by v.position, c.server_id`;
}

export async function countComplaints(
  sql: Executor,
  promotionId: string,
): Promise<readonly { readonly kind: ComplaintKind; readonly count: number }[]> {
  return sql<{ kind: ComplaintKind; count: number }[]>`
    select kind, count(*)::int as count from promo_complaint
    where promotion_id = ${promotionId} group by 1`;
}
