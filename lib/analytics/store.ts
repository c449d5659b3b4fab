import type { HourCount } from "#lib/analytics/contract.ts";
import type { OpenSpan } from "#lib/pacing/open-hours.ts";
import type { Executor } from "#lib/platform/database.ts";

export async function readNowMs(executor: Executor): Promise<number> {
  const [row] = await executor<{ nowMs: number }[]>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"`;
  return row?.nowMs ?? 0;
}

export interface GameFacts {
  readonly gameId: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly name: string;
  readonly slug: string;
  readonly state: string;
  readonly timeZone: string;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly plays: number;
  readonly decided: number;
  readonly durationS: number | null;
  readonly plan: Buffer | null;
  readonly finishShare: number | null;
  /** Opening hours in active seconds, as the pacer has them. */
  readonly open: readonly OpenSpan[] | null;
  /** Leftovers beyond this share are worth a warning. */
  readonly alertLeft: number;
}

/** Games with the plan in force: the newest revision of each. */
export async function listGameFacts(
  executor: Executor,
  filter:
    | { readonly campaignId: string }
    | { readonly brandId: string }
    | { readonly gameId: string },
): Promise<GameFacts[]> {
  const campaignId = "campaignId" in filter ? filter.campaignId : null;
  const brandId = "brandId" in filter ? filter.brandId : null;
  const gameId = "gameId" in filter ? filter.gameId : null;
  return executor<GameFacts[]>`
    select g.id as "gameId", g.campaign_id as "campaignId", c.name as "campaignName", g.name, g.slug, g.state,
      c.time_zone as "timeZone", extract(epoch from g.starts_at)::float8 * 1000 as "startsMs",
      extract(epoch from g.ends_at)::float8 * 1000 as "endsMs", g.last_seq::float8 as plays, coalesce(d.decided, 0)::float8 as decided, p.duration_s as "durationS", p.plan,
      p.finish_share as "finishShare", p.open,
      coalesce((select (d ->> 'alertLeft')::float8 from (
        select each -> 'pacing' as d from jsonb_array_elements(c.doc -> 'games') each
         where each ->> 'id' = g.id::text) x), 0.1) as "alertLeft"
    from game g join campaign c on c.id = g.campaign_id
    left join lateral (select sum(decided) as decided from game_pacer where game_id = g.id) d on true
    left join lateral (
      select duration_s, plan, finish_share, config -> 'open' as open from game_plan where game_id = g.id order by revision desc limit 1
    ) p on true
    where (${campaignId}::uuid is null or g.campaign_id = ${campaignId}::uuid)
      and (${gameId}::uuid is null or g.id = ${gameId}::uuid)
      and (${brandId}::uuid is null
        or exists (select 1 from prize where prize.game_id = g.id and prize.brand_id = ${brandId}::uuid))
      and g.state <> 'draft'
    order by g.position, g.id`;
}

export interface PrizeFacts {
  readonly prizeId: string;
  readonly gameId: string;
  readonly brandId: string;
  readonly brandName: string;
  readonly name: string;
  readonly position: number;
  readonly budget: number;
}

export async function listPrizeFacts(
  executor: Executor,
  gameIds: readonly string[],
): Promise<PrizeFacts[]> {
  return executor<PrizeFacts[]>`
    select p.id as "prizeId", p.game_id as "gameId", p.brand_id as "brandId", b.name as "brandName", p.name,
      p.position, p.quantity as budget
    from prize p join brand b on b.id = p.brand_id
    where p.game_id = any(${[...gameIds]}::uuid[])
    order by p.game_id, p.position`;
}

export interface StepWins {
  readonly gameId: string;
  /** Position of the prize line; −1 counts plays. */
  readonly brand: number;
  /** Number of the step since `fromMs`. */
  readonly step: number;
  readonly count: number;
}

/** Plays and wins per step of time: at most games × lines × steps rows, whatever the number of plays. */
export async function countBySteps(
  executor: Executor,
  gameIds: readonly string[],
  fromMs: number,
  stepMs: number,
): Promise<StepWins[]> {
  return executor<StepWins[]>`
    select game_id as "gameId", brand,
      floor((extract(epoch from minute)::float8 * 1000 - ${fromMs}::float8) / ${stepMs}::float8)::int as step,
      sum(count)::float8 as count
    from rollup_minute where game_id = any(${[...gameIds]}::uuid[])
    group by 1, 2, 3 order by 3`;
}

export interface HourFilter {
  readonly gameIds: readonly string[];
  /** Count only the wins of this brand's lines; null: all wins. */
  readonly brandId: string | null;
  readonly zone: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Hours begin as clocks in the zone strike them, half-hour offsets included. Hours without plays have no row. */
export async function countByHour(executor: Executor, filter: HourFilter): Promise<HourCount[]> {
  return executor<HourCount[]>`
    select extract(epoch from date_trunc('hour', r.minute, ${filter.zone}))::float8 * 1000 as "atMs",
      coalesce(sum(r.count) filter (where r.brand = -1), 0)::float8 as plays,
      coalesce(sum(r.count) filter (where r.brand >= 0
        and (${filter.brandId}::uuid is null or p.brand_id = ${filter.brandId}::uuid)), 0)::float8 as wins
    from rollup_minute r left join prize p on p.game_id = r.game_id and p.position = r.brand
    where r.game_id = any(${[...filter.gameIds]}::uuid[])
      and r.minute >= to_timestamp(${filter.fromMs / 1000}::float8)
      and r.minute < to_timestamp(${filter.toMs / 1000}::float8)
    group by 1 order by 1`;
}

/** Of the latest thousand results: a figure that follows the present and costs the same on every campaign. */
export async function readResultP95S(
  executor: Executor,
  gameIds: readonly string[],
): Promise<number | null> {
  const [row] = await executor<{ p95: number | null }[]>`
    with latest as (
      select r.game_id, r.play_id, r.decided_at
      from unnest(${[...gameIds]}::uuid[]) as g(id)
      cross join lateral (
        select game_id, play_id, decided_at from play_result where game_id = g.id order by decided_at desc limit 1000
      ) r
      order by r.decided_at desc limit 1000
    )
    select percentile_cont(0.95) within group (
      order by greatest(0, extract(epoch from l.decided_at - p.accepted_at)::float8)) as p95
    from latest l join play p on p.game_id = l.game_id and p.play_id = l.play_id`;
  return row?.p95 ?? null;
}

export interface CouponCounts {
  readonly prizeId: string;
  readonly won: number;
  readonly issued: number;
  readonly redeemed: number;
}

/** What became of a brand's coupons in a period, per prize line, each fact by its own time. */
export async function countCoupons(
  executor: Executor,
  brandId: string,
  fromMs: number,
  toMs: number,
): Promise<CouponCounts[]> {
  return executor<CouponCounts[]>`
    with span as (
      select to_timestamp(${fromMs / 1000}::float8) as low, to_timestamp(${toMs / 1000}::float8) as high
    )
    select p.id as "prizeId",
      count(c.id) filter (where c.reserved_at >= s.low and c.reserved_at < s.high)::float8 as won,
      count(c.id) filter (where c.issued_at >= s.low and c.issued_at < s.high)::float8 as issued,
      count(c.id) filter (where c.redeemed_at >= s.low and c.redeemed_at < s.high
        and c.state = 'REDEEMED')::float8 as redeemed
    from prize p cross join span s
    left join coupon c on c.prize_id = p.id and c.pool_id = p.pool_id
      and c.state in ('RESERVED', 'ISSUED', 'REDEEMED', 'EXPIRED')
    where p.brand_id = ${brandId}
    group by p.id`;
}

export async function findBrandName(
  executor: Executor,
  brandId: string,
): Promise<string | undefined> {
  const [row] = await executor<{ name: string }[]>`select name from brand where id = ${brandId}`;
  return row?.name;
}
