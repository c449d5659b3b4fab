import type { CouponTemplate } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface RevealableWin {
  readonly couponId: string;
  readonly couponState: string;
  readonly expiresAtMs: number | undefined;
  readonly isDue: boolean;
  readonly isExpired: boolean;
  readonly headline: string;
  readonly brand: string;
}

/**
 * The player's own win, or the second chance of their play, with its coupon row locked; undefined for a loss, another's
 * play or an unknown one.
 */
export async function lockWin(
  sql: Executor,
  playId: string,
  playerId: string,
): Promise<RevealableWin | undefined> {
  const [row] = await sql<
    {
      coupon_id: string;
      coupon_state: string;
      expires_at_ms: number | null;
      is_due: boolean;
      is_expired: boolean;
      template: CouponTemplate;
      brand: string;
    }[]
  >`
    select c.id::text as coupon_id, c.state as coupon_state, z.template, b.name as brand,
           (extract(epoch from c.expires_at) * 1000)::float8 as expires_at_ms,
           w.due_at <= clock_timestamp() as is_due,
           coalesce(c.expires_at <= clock_timestamp(), false) as is_expired
      from play_key k
      join lateral (
        select r.coupon_id, r.prize_id, r.reveal_at as due_at from play_result r
         where r.game_id = k.game_id and r.play_id = k.play_id and r.outcome = 'WIN'
        union all
        select a.coupon_id, a.prize_id, a.awarded_at from second_chance_award a
         where a.play_id = k.play_id) w on true
      join coupon c on c.id = w.coupon_id and c.play_id = k.play_id
      join prize z on z.id = w.prize_id
      join brand b on b.id = z.brand_id
     where k.play_id = ${playId} and k.player_id = ${playerId}
       for update of c`;
  return row
    ? {
        couponId: row.coupon_id,
        couponState: row.coupon_state,
        expiresAtMs: row.expires_at_ms ?? undefined,
        isDue: row.is_due,
        isExpired: row.is_expired,
        headline: row.template.headline,
        brand: row.brand,
      }
    : undefined;
}

export interface WalletRow {
  readonly playId: string;
  readonly gameId: string;
  readonly gameName: string;
  readonly campaignId: string;
  readonly wonAtMs: number;
  readonly prizeId: string;
  readonly couponId: string;
  readonly mask: string;
  readonly couponState: string;
  readonly expiresAtMs: number | undefined;
  /** Given after the end to a play that had lost. */
  readonly isSecondChance: boolean;
}

/** Revealed wins of a player in these campaigns, newest first; found through the games they won in. */
export async function listWins(
  sql: Executor,
  playerId: string,
  campaignIds: readonly string[],
): Promise<WalletRow[]> {
  const rows = await sql<
    {
      play_id: string;
      game_id: string;
      game_name: string;
      campaign_id: string;
      won_at_ms: number;
      prize_id: string;
      coupon_id: string;
      mask: string;
      coupon_state: string;
      expires_at_ms: number | null;
      is_second_chance: boolean;
    }[]
  >`
    select w.play_id, g.id as game_id, g.name as game_name, g.campaign_id, w.prize_id, w.is_second_chance,
           (extract(epoch from w.won_at) * 1000)::float8 as won_at_ms,
           c.id::text as coupon_id, c.mask, c.state as coupon_state,
           (extract(epoch from c.expires_at) * 1000)::float8 as expires_at_ms
      from game g
      join player_game pg on pg.game_id = g.id and pg.player_id = ${playerId} and pg.wins > 0
      cross join lateral (
        select r.play_id, r.prize_id, r.coupon_id, r.reveal_at as won_at, false as is_second_chance
          from play p join play_result r on r.game_id = p.game_id and r.play_id = p.play_id and r.outcome = 'WIN'
         where p.game_id = g.id and p.player_id = pg.player_id
        union all
        select a.play_id, a.prize_id, a.coupon_id, a.awarded_at, true from second_chance_award a
         where a.game_id = g.id and a.player_id = pg.player_id) w
      join coupon c on c.id = w.coupon_id and c.play_id = w.play_id
     where g.campaign_id = any (${`{${campaignIds.join(",")}}`}::text::uuid[])
       and w.won_at <= clock_timestamp()
     order by w.won_at desc limit 200`;
  return rows.map((row) => ({
    playId: row.play_id,
    gameId: row.game_id,
    gameName: row.game_name,
    campaignId: row.campaign_id,
    wonAtMs: row.won_at_ms,
    prizeId: row.prize_id,
    couponId: row.coupon_id,
    mask: row.mask,
    couponState: row.coupon_state,
    expiresAtMs: row.expires_at_ms ?? undefined,
    isSecondChance: row.is_second_chance,
  }));
}

export interface AwardFacts {
  readonly playId: string;
  readonly prizeId: string;
  readonly couponId: string;
  readonly expiresAtMs: number | undefined;
}

/** Second chances of these plays, with coupons that are still theirs. */
export async function findAwards(sql: Executor, playIds: readonly string[]): Promise<AwardFacts[]> {
  const rows = await sql<
    { play_id: string; prize_id: string; coupon_id: string; expires_at_ms: number | null }[]
  >`
    select a.play_id, a.prize_id, a.coupon_id::text,
           (extract(epoch from c.expires_at) * 1000)::float8 as expires_at_ms
      from second_chance_award a join coupon c on c.id = a.coupon_id and c.play_id = a.play_id
     where a.play_id = any (${`{${playIds.join(",")}}`}::text::uuid[])`;
  return rows.map((row) => ({
    playId: row.play_id,
    prizeId: row.prize_id,
    couponId: row.coupon_id,
    expiresAtMs: row.expires_at_ms ?? undefined,
  }));
}

/** Whether a game is closed and gave second chances. */
export async function hasAwards(sql: Executor, gameId: string): Promise<boolean> {
  const rows = await sql`select 1 from game_close where game_id = ${gameId} and awards > 0`;
  return rows.length > 0;
}
