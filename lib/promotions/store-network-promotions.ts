import type { Executor } from "#lib/platform/database.ts";
import { containing } from "#lib/platform/like-pattern.ts";
import type { PromotionState, Tier } from "#lib/promotions/contract.ts";
import type {
  PromotionDetail,
  PromotionListed,
  promotionSorts,
} from "#lib/promotions/network-contract.ts";

export interface PromotionFilter {
  readonly q: string;
  readonly tiers: readonly Tier[];
  /** Null: of every brand. A brand is shown what was booked, and no drafts. */
  readonly brandId: string | null;
}

export interface PromotionQuery extends PromotionFilter {
  readonly states: readonly PromotionState[];
  readonly sort: (typeof promotionSorts)[number];
  readonly limit: number;
  readonly offset: number;
}

/** Promotions that match, with where they stand; an exposure that counts has a number. */
function matching(db: Executor, { q, tiers, brandId }: PromotionFilter) {
  const like = containing(q);
  return db`
    select m.id, m.app_name as "appName", m.wire_key as "wireKey", b.name as "brandName", m.tier,
      m.servers, m.state, m.starts_at as "startsAt", m.ends_at as "endsAt", m.demo,
      m.price_minor as "priceMinor", m.currency, placed.n as placed, billed.n as billed,
      clicks.n as clicks,
      m.state = 'live' and placed.n + billed.n - both_.n < m.servers as "isShort"
    from promotion m
    left join brand b on b.id = m.brand_id
    cross join lateral (
      select count(*)::int as n from placement p where p.promotion_id = m.id) placed
    cross join lateral (
      select count(*)::int as n from exposure e
      where e.promotion_id = m.id and e.billed_as is not null) billed
    cross join lateral (
      select count(*)::int as n from placement p
      join exposure e on e.promotion_id = p.promotion_id and e.server_id = p.server_id
      where p.promotion_id = m.id and e.billed_as is not null) both_
    cross join lateral (
      select count(*)::float8 as n from promotion_event v
      where v.promotion_id = m.id and v.type = 'CLICKED' and v.ignored_as is null) clicks
    where (${q === ""}::boolean or m.app_name ilike ${like} or m.wire_key ilike ${like}
        or m.app_id ilike ${like})
      and (${tiers.length === 0}::boolean or m.tier = any(${[...tiers]}::text[]::promotion_tier[]))
      and (${brandId}::uuid is null
        or m.brand_id = ${brandId}::uuid and m.state <> 'draft')`;
}

const orders: Readonly<Record<(typeof promotionSorts)[number], string>> = {
  ends: '"endsAt" desc',
  starts: '"startsAt" desc',
  app: 'lower("appName")',
  short: '"isShort" desc, "endsAt"',
};

export async function selectPromotions(
  db: Executor,
  query: PromotionQuery,
): Promise<PromotionListed[]> {
  return db<PromotionListed[]>`
    select * from (${matching(db, query)}) m
    where ${query.states.length === 0}::boolean
      or state = any(${[...query.states]}::text[]::promotion_state[])
    order by ${db.unsafe(orders[query.sort])}, id
    limit ${query.limit} offset ${query.offset}`;
}

/** Of the promotions alone: what they are like does not count here. */
export async function countPromotions(
  db: Executor,
  { q, tiers, brandId }: PromotionFilter,
): Promise<{ state: PromotionState; count: number }[]> {
  const like = containing(q);
  return db<{ state: PromotionState; count: number }[]>`
    select m.state, count(*)::int as count from promotion m
    where (${q === ""}::boolean or m.app_name ilike ${like} or m.wire_key ilike ${like}
        or m.app_id ilike ${like})
      and (${tiers.length === 0}::boolean or m.tier = any(${[...tiers]}::text[]::promotion_tier[]))
      and (${brandId}::uuid is null
        or m.brand_id = ${brandId}::uuid and m.state <> 'draft')
    group by 1`;
}

export type PromotionRow = Omit<PromotionDetail, "variants" | "shortReason">;

export async function findPromotion(
  db: Executor,
  id: string,
  brandId: string | null,
): Promise<PromotionRow | undefined> {
  const filter: PromotionFilter = { q: "", tiers: [], brandId };
  const [row] = await db<PromotionRow[]>`
    select m.*, t.app_id as "appId", t.short_description as "shortDescription",
      t.long_description as "longDescription", t.image_url as "imageUrl", t.cta_url as "ctaUrl",
      t.category, t.regions, t.languages, t.platforms, t.min_users as "minUsers",
      t.max_users as "maxUsers", t.brand_id as "brandId", t.promoted_campaign_id as "promotedCampaignId",
      t.ad_id as "adId", t.delivered_at as "deliveredAt",
      t.stated_shortfall as "statedShortfall",
      t.created_at as "createdAt"
    from (${matching(db, filter)}) m join promotion t on t.id = m.id
    where m.id = ${id}`;
  return row;
}

export async function selectVariants(
  db: Executor,
  id: string,
): Promise<PromotionDetail["variants"][number][]> {
  return db<PromotionDetail["variants"][number][]>`
    select key, message_template as "messageTemplate" from promotion_variant
    where promotion_id = ${id} order by position`;
}

/** What the last allocation proved about its shortfall. */
export async function findShortfall(db: Executor, id: string): Promise<string | null> {
  const [row] = await db<{ reason: string | null }[]>`
    select r.proof -> ${id}::text ->> 'reason' as reason
    from allocation_run r order by r.version desc limit 1`;
  return row?.reason ?? null;
}
