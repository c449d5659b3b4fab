import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { Executor } from "#lib/platform/database.ts";

interface PoolFact {
  readonly id: string;
  readonly name: string;
  readonly brandId: string;
  readonly available: number;
  readonly promised: number;
  readonly archived: boolean;
  readonly codesExpireAtMs: number | null;
}

/**
 * What the checklist must know beside the document: its brands, its pools, who else draws on them, the keys that
 * sign its players in, the time.
 * Codes its own players won count as available: the document's quantities hold them too.
 */
export async function loadChecklistFacts(
  db: Executor,
  about: {
    readonly campaignId: string;
    readonly slug: string;
    /** Null: all of them. */
    readonly brandIds: readonly string[] | null;
    readonly poolIds: readonly string[] | null;
  },
): Promise<ChecklistFacts> {
  const [head] = await db<{ nowMs: number; slugTaken: boolean; partnerKeys: number }[]>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
      exists (select 1 from campaign where slug = ${about.slug} and id <> ${about.campaignId}) as "slugTaken",
      (select count(*) from player_token_key where revoked_at is null
        and (campaign_id is null or campaign_id = ${about.campaignId}))::int as "partnerKeys"`;
  const brands = await db<{ id: string; name: string; archived: boolean }[]>`
    select id, name, archived_at is not null as archived from brand
    where rehearsal_of is null and (${about.brandIds === null}::boolean or id = any(${[...(about.brandIds ?? [])]}::uuid[]))`;
  const pools = await db<PoolFact[]>`
    select p.id, p.name, p.brand_id as "brandId", p.archived_at is not null as archived,
      extract(epoch from p.codes_expire_at)::float8 * 1000 as "codesExpireAtMs",
      (select count(*) from coupon c where c.pool_id = p.id and c.state = 'AVAILABLE')::int
        + (select count(*) from prize z join game g on g.id = z.game_id join coupon c on c.prize_id = z.id
          where z.pool_id = p.id and c.pool_id = p.id and g.campaign_id = ${about.campaignId}
            and c.state in ('RESERVED', 'ISSUED', 'REDEEMED', 'EXPIRED'))::int as available,
      coalesce((
        select sum(greatest(0, z.quantity - coalesce((gp.state->'W'->>z.position::int)::float8, 0)))
        from prize z join game g on g.id = z.game_id
        left join game_pacer gp on gp.game_id = g.id and gp.shard = 0
        where z.pool_id = p.id and g.campaign_id <> ${about.campaignId}
          and g.state in ('scheduled', 'live', 'paused')), 0)::int as promised
    from coupon_pool p join brand b on b.id = p.brand_id and b.rehearsal_of is null
    where ${about.poolIds === null}::boolean or p.id = any(${[...(about.poolIds ?? [])]}::uuid[])`;
  return {
    nowMs: head?.nowMs ?? 0,
    slugTaken: head?.slugTaken ?? false,
    partnerKeys: head?.partnerKeys ?? 0,
    brands: [...brands],
    pools: [...pools],
  };
}

/** Names of pools by id, for whoever reads what changes. */
export async function poolNames(
  db: Executor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db<{ id: string; name: string }[]>`
    select id, name from coupon_pool where id = any(${[...new Set(ids)]}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The oldest brand whose pool has codes nobody was promised: what a template's first prize line draws on. */
export async function findStock(
  db: Executor,
): Promise<{ brandId: string; poolId: string; available: number } | undefined> {
  const [row] = await db<{ brandId: string; poolId: string; available: number }[]>`
    select b.id as "brandId", p.id as "poolId", free.available
    from brand b join coupon_pool p on p.brand_id = b.id and p.archived_at is null
    cross join lateral (select count(*)::int as available from coupon c
      where c.pool_id = p.id and c.state = 'AVAILABLE') free
    where b.archived_at is null and not b.demo and b.rehearsal_of is null and free.available > 0
      and not exists (select 1 from prize z join game g on g.id = z.game_id
        where z.pool_id = p.id and g.state in ('scheduled', 'live', 'paused'))
    order by b.created_at, p.created_at limit 1`;
  return row;
}
