import type { Executor } from "#lib/platform/database.ts";
import type { PlayOutcome, PlayReason } from "#lib/plays/contract.ts";
import type { DrawDetailRow, DrawRow } from "#lib/plays/draw-timeline.ts";

/** Every filter is optional; null leaves it open. */
export interface DrawFilter {
  readonly campaignId: string | null;
  readonly gameId: string | null;
  readonly brandId: string | null;
  readonly outcome: PlayOutcome | null;
  readonly reason: PlayReason | null;
  readonly playerId: string | null;
  readonly playId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Decided before this moment, or at it with a smaller id: where the page before ended. */
  readonly beforeAt: string | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/**
 * Decisions whose reveal has come, newest first: staff learn no result before its player may. Each game gives its own newest rows by the index on (game_id, decided_at), and the few
 * of all games are merged: the cost is that of the page, not of the ledger.
 */
export async function selectDraws(db: Executor, filter: DrawFilter): Promise<DrawRow[]> {
  const { limit } = filter;
  return db<DrawRow[]>`
    select d.play_id as "playId", g.id as "gameId", g.name as "gameName", c.id as "campaignId",
      c.name as "campaignName", c.time_zone as "timeZone", d.player_id as "playerId",
      to_char(p.accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "acceptedAt",
      to_char(d.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "decidedAt",
      d.outcome, d.reason, b.id as "brandId", b.name as "brandName", z.name as "prizeName", d.chance, d.u,
      extract(epoch from d.decided_at - p.accepted_at)::float8 * 1000 as "decisionMs"
    from game g join campaign c on c.id = g.campaign_id
    cross join lateral (
      select r.* from play_result r
      where r.game_id = g.id and r.reveal_at <= clock_timestamp()
        and (${filter.outcome}::play_outcome is null or r.outcome = ${filter.outcome}::play_outcome)
        and (${filter.reason}::play_reason is null or r.reason = ${filter.reason}::play_reason)
        and (${filter.playerId}::uuid is null or r.player_id = ${filter.playerId}::uuid)
        and (${filter.playId}::uuid is null or r.play_id = ${filter.playId}::uuid)
        and (${filter.brandId}::uuid is null or r.prize_id in (
          select id from prize where game_id = g.id and brand_id = ${filter.brandId}::uuid))
        and (${filter.from}::timestamptz is null or r.decided_at >= ${filter.from}::timestamptz)
        and (${filter.to}::timestamptz is null or r.decided_at < ${filter.to}::timestamptz)
        and (${filter.beforeAt}::timestamptz is null or r.decided_at <= ${filter.beforeAt}::timestamptz)
        and (${filter.beforeAt}::timestamptz is null
          or (r.decided_at, r.play_id) < (${filter.beforeAt}::timestamptz, ${filter.beforeId}::uuid))
      order by r.decided_at desc, r.play_id desc limit ${limit}
    ) d
    join play p on p.game_id = d.game_id and p.play_id = d.play_id
    left join prize z on z.id = d.prize_id left join brand b on b.id = z.brand_id
    where (${filter.gameId}::uuid is null or g.id = ${filter.gameId}::uuid)
      and (${filter.campaignId}::uuid is null or g.campaign_id = ${filter.campaignId}::uuid)
      -- Plays of a rehearsal only where it is named.
      and (c.rehearsal_of is null or c.id = ${filter.campaignId}::uuid)
    order by d.decided_at desc, d.play_id desc limit ${limit}`;
}

/** Everything known of one play, decided or not. */
export async function findDraw(db: Executor, playId: string): Promise<DrawDetailRow | undefined> {
  const iso = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
  const [row] = await db<DrawDetailRow[]>`
    select p.play_id as "playId", g.id as "gameId", g.name as "gameName", c.id as "campaignId",
      c.name as "campaignName", c.time_zone as "timeZone", p.player_id as "playerId", p.seq::float8 as seq,
      to_char(p.accepted_at at time zone 'UTC', ${iso}) as "acceptedAt",
      to_char(p.reveal_at at time zone 'UTC', ${iso}) as "revealAt",
      to_char(r.decided_at at time zone 'UTC', ${iso}) as "decidedAt",
      r.outcome, r.reason, r.k::float8 as k, r.epoch::float8 as epoch, r.chance, r.u,
      extract(epoch from r.decided_at - p.accepted_at)::float8 * 1000 as "decisionMs",
      b.id as "brandId", b.name as "brandName", z.name as "prizeName",
      u.id::text as "couponId", u.mask as "couponMask", u.state as "couponState",
      to_char(case when a.play_id is null then u.reserved_at end at time zone 'UTC', ${iso}) as "reservedAt",
      to_char(case when a.play_id is null then u.issued_at end at time zone 'UTC', ${iso}) as "issuedAt",
      to_char(a.awarded_at at time zone 'UTC', ${iso}) as "secondChanceAt",
      to_char(u.redeemed_at at time zone 'UTC', ${iso}) as "redeemedAt",
      coalesce(f.feeds, 0) as feeds, coalesce(f.failures, 0) as failures, f.last_error as "lastError"
    from play_key k
    join play p on p.game_id = k.game_id and p.play_id = k.play_id
    join game g on g.id = k.game_id join campaign c on c.id = g.campaign_id
    left join play_result r on r.game_id = k.game_id and r.play_id = k.play_id
      and r.reveal_at <= clock_timestamp()
    left join second_chance_award a on a.play_id = k.play_id
    left join prize z on z.id = coalesce(r.prize_id, a.prize_id) left join brand b on b.id = z.brand_id
    -- A coupon that was taken back belongs to nobody, or to the play that won it next.
    left join coupon u on u.id = coalesce(r.coupon_id, a.coupon_id) and u.play_id = p.play_id
    left join play_feed f on f.play_id = k.play_id
    where k.play_id = ${playId}`;
  return row;
}
