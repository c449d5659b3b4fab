import type { CouponTemplate } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

/** What the play path needs to know of a game before intake judges it. */
export interface GameFacts {
  readonly gameId: string;
  readonly campaignId: string;
  readonly partition: number;
  readonly whoMayPlay: "anonymous" | "identified";
  readonly hallMode: boolean;
  readonly hasNetworkCap: boolean;
  /** 0 where the rules name none. */
  readonly minimumAge: number;
  /** The rules have a sentence that players agree to. */
  readonly asksConsent: boolean;
}

export async function findGameFacts(sql: Executor, gameId: string): Promise<GameFacts | undefined> {
  const [row] = await sql<
    {
      campaign_id: string;
      partition: number;
      who_may_play: GameFacts["whoMayPlay"];
      hall_mode: boolean;
      has_network_cap: boolean;
      minimum_age: number;
      asks_consent: boolean;
    }[]
  >`
    select g.campaign_id, g.partition, g.who_may_play, c.hall_mode,
           g.plays_per_network > 0 or g.wins_per_network > 0 as has_network_cap,
           coalesce((d.rules->>'minimumAge')::int, 0) as minimum_age,
           coalesce(d.rules->>'consentText', '') <> '' as asks_consent
      from game g
      join campaign c on c.id = g.campaign_id
      left join campaign_revision r on r.campaign_id = c.id and r.revision = c.revision
     cross join lateral (select coalesce(r.doc, c.doc)->'rules' as rules) d
     where g.id = ${gameId} and g.state <> 'draft'`;
  return row
    ? {
        gameId,
        campaignId: row.campaign_id,
        partition: row.partition,
        whoMayPlay: row.who_may_play,
        hallMode: row.hall_mode,
        hasNetworkCap: row.has_network_cap,
        minimumAge: row.minimum_age,
        asksConsent: row.asks_consent,
      }
    : undefined;
}

/** Whether a published campaign is for halls; undefined when there is no such campaign. */
export async function findHallMode(
  sql: Executor,
  campaignId: string,
): Promise<boolean | undefined> {
  const [row] = await sql<{ hall_mode: boolean }[]>`
    select hall_mode from campaign where id = ${campaignId} and state not in ('draft', 'archived')`;
  return row?.hall_mode;
}

/** Public facts of a game by the database clock. */
export interface GameStanding {
  readonly gameId: string;
  readonly state: "scheduled" | "live" | "paused" | "ended";
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly nowMs: number;
  /** Between two openings, or after the last. */
  readonly isShut: boolean;
  /** The next opening; null: none to come, or no opening hours. */
  readonly opensAtMs: number | null;
  readonly total: number;
  readonly left: number;
  readonly lagS: number;
}

/**
 * Counts come from the pacer state of the last decided batch, or from the prize lines before the first one; wins
 * whose reveal is still to come count as left. The lag is the age of the oldest undecided play; it is looked for only above the sweeper's floor.
 */
export async function findGameStanding(
  sql: Executor,
  gameId: string,
): Promise<GameStanding | undefined> {
  const [row] = await sql<
    {
      state: GameStanding["state"];
      starts_at_ms: number;
      ends_at_ms: number;
      now_ms: number;
      shut: boolean | null;
      opens_at_ms: number | null;
      total: number;
      left: number;
      lag_s: number | null;
    }[]
  >`
    select g.state,
           (extract(epoch from g.starts_at) * 1000)::float8 as starts_at_ms,
           (extract(epoch from g.ends_at) * 1000)::float8 as ends_at_ms,
           (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms,
           h.edges % 2 = 0 as shut,
           (extract(epoch from g.starts_at) * 1000
             + (g.open_us[h.edges + 1 + h.edges % 2] + g.paused_us) / 1000.0)::float8 as opens_at_ms,
           coalesce(p.budget, z.quantity, 0)::float8 as total,
           greatest(0, coalesce(p.budget - p.won + s.secret, z.quantity, 0))::float8 as left,
           case when g.last_seq > coalesce(p.decided, 0) then (
             select extract(epoch from clock_timestamp() - y.accepted_at)::float8
               from play y
               left join lateral (
                 select true as decided from play_result r
                  where r.game_id = y.game_id and r.play_id = y.play_id limit 1) r on true
              where y.game_id = g.id and y.seq > g.floor_seq and r.decided is null
              order by y.seq limit 1) end as lag_s
      from game g
      -- How many openings and closings lie behind it; null without opening hours.
      cross join lateral (
        select width_bucket(floor(extract(epoch from clock_timestamp() - g.starts_at) * 1000000)::bigint - g.paused_us,
                            g.open_us) as edges) h
      left join lateral (
        select sum(quantity) as quantity from prize where game_id = g.id) z on true
      -- A win counts as left until its reveal: a figure that fell earlier would tell the result. No reveal is more
      -- than 60 s behind its play, so older decisions are out of the question.
      left join lateral (
        select count(*) as secret from play_result r
         where r.game_id = g.id and r.outcome = 'WIN' and r.reveal_at > clock_timestamp()
           and r.decided_at > clock_timestamp() - interval '60 seconds'
           -- One taken back is left already.
           and exists (select 1 from coupon c where c.id = r.coupon_id and c.play_id = r.play_id)) s on true
      left join lateral (
        select sum(x.decided) as decided,
               sum((select sum(b::float8) from jsonb_array_elements_text(x.state->'B') b)) as budget,
               sum((select sum(w::float8) from jsonb_array_elements_text(x.state->'W') w)) as won
          from game_pacer x where x.game_id = g.id) p on true
     where g.id = ${gameId} and g.state <> 'draft'`;
  return row
    ? {
        gameId,
        state: row.state,
        startsAtMs: row.starts_at_ms,
        endsAtMs: row.ends_at_ms,
        nowMs: row.now_ms,
        isShut: row.shut === true,
        opensAtMs: row.opens_at_ms,
        total: row.total,
        left: row.left,
        lagS: Math.max(0, row.lag_s ?? 0),
      }
    : undefined;
}

export interface PrizeFacts {
  readonly prizeId: string;
  readonly name: string;
  readonly brand: string;
  readonly monogram: string;
  readonly template: CouponTemplate;
}

export async function findPrizeFacts(
  sql: Executor,
  prizeId: string,
): Promise<PrizeFacts | undefined> {
  const [row] = await sql<
    { name: string; brand: string; monogram: string; template: CouponTemplate }[]
  >`
    select p.name, b.name as brand, b.monogram, p.template
      from prize p join brand b on b.id = p.brand_id where p.id = ${prizeId}`;
  return row ? { prizeId, ...row } : undefined;
}
