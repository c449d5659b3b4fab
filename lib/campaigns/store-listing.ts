import type { CampaignState, CampaignStateShown, campaignSorts } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { containing } from "#lib/platform/like-pattern.ts";

export interface ListedRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly state: CampaignState;
  readonly stateShown: CampaignStateShown;
  readonly timeZone: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly brands: readonly { readonly id: string; readonly name: string }[];
  readonly games: number;
  readonly plays: number;
  readonly won: number;
  readonly total: number;
  readonly left: number;
  readonly ownerName: string | null;
  readonly demo: boolean;
  readonly updatedAt: string;
}

/** Campaigns that match a search, with what their games gave out; the pacer's wins are the ledger's, corrected. */
function matching(db: Executor, q: string) {
  const like = containing(q);
  return db`
    select c.id, c.name, c.slug, c.state, c.time_zone as "timeZone", c.starts_at as "startsAt",
      c.ends_at as "endsAt", c.demo, c.updated_at as "updatedAt", u.name as "ownerName",
      coalesce(s.brands, '[]'::jsonb) as brands, coalesce(s.games, 0) as games,
      coalesce(s.plays, 0) as plays, coalesce(s.won, 0) as won, coalesce(s.total, 0) as total,
      greatest(0, coalesce(s.total, 0) - coalesce(s.won, 0)) as "left",
      case when c.state = 'live' and s.total > 0 and s.won >= s.total then 'sold_out'
        else c.state::text end as "stateShown"
    from campaign c
    left join "user" u on u.id = c.owner_id
    left join lateral (
      select count(*)::int as games, sum(g.last_seq)::float8 as plays,
        sum(line.won)::float8 as won, sum(line.total)::float8 as total,
        (select jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name) order by b.name) from brand b
          where b.id in (select z.brand_id from prize z join game h on h.id = z.game_id
            where h.campaign_id = c.id)) as brands
      from game g
      left join game_pacer gp on gp.game_id = g.id and gp.shard = 0
      left join lateral (
        select sum(z.quantity)::float8 as total,
          sum(coalesce((gp.state->'W'->>z.position::int)::float8, 0)) as won
        from prize z where z.game_id = g.id) line on true
      where g.campaign_id = c.id
    ) s on true
    where c.rehearsal_of is null
      and (${q === ""}::boolean or c.name ilike ${like} or c.slug ilike ${like})`;
}

const orders: Readonly<Record<(typeof campaignSorts)[number], string>> = {
  updated: '"updatedAt"',
  name: "lower(name)",
  starts: '"startsAt"',
  ends: '"endsAt"',
  left: '"left"',
};

export interface ListQuery {
  readonly q: string;
  readonly states: readonly CampaignStateShown[];
  readonly sort: (typeof campaignSorts)[number];
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

export async function selectCampaigns(db: Executor, query: ListQuery): Promise<ListedRow[]> {
  const order = `${orders[query.sort]} ${query.descending ? "desc" : "asc"}, id`;
  // Without a state filter archived campaigns stay out of sight.
  return db<ListedRow[]>`
    select * from (${matching(db, query.q)}) m
    where case when ${query.states.length === 0}::boolean then state <> 'archived'
      else "stateShown" = any(${[...query.states]}::text[]) end
    order by ${db.unsafe(order)}
    limit ${query.limit} offset ${query.offset}`;
}

export async function countCampaigns(
  db: Executor,
  q: string,
): Promise<{ stateShown: CampaignStateShown; count: number }[]> {
  return db<{ stateShown: CampaignStateShown; count: number }[]>`
    select "stateShown", count(*)::int as count from (${matching(db, q)}) m group by 1`;
}

export async function findListed(db: Executor, id: string): Promise<ListedRow | undefined> {
  const [row] = await db<ListedRow[]>`select * from (${matching(db, "")}) m where id = ${id}`;
  return row;
}
