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

/** The player's own win with its coupon row locked; undefined for a loss, another's play or an unknown one. */
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
           r.reveal_at <= clock_timestamp() as is_due,
           coalesce(c.expires_at <= clock_timestamp(), false) as is_expired
      from play_key k
      join play_result r on r.game_id = k.game_id and r.play_id = k.play_id
      join coupon c on c.id = r.coupon_id and c.play_id = r.play_id
      join prize z on z.id = r.prize_id
      join brand b on b.id = z.brand_id
     where k.play_id = ${playId} and k.player_id = ${playerId} and r.outcome = 'WIN'
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
    }[]
  >`
    select r.play_id, r.game_id, g.name as game_name, g.campaign_id, r.prize_id,
           (extract(epoch from r.reveal_at) * 1000)::float8 as won_at_ms,
           c.id::text as coupon_id, c.mask, c.state as coupon_state,
           (extract(epoch from c.expires_at) * 1000)::float8 as expires_at_ms
      from game g
      join player_game pg on pg.game_id = g.id and pg.player_id = ${playerId} and pg.wins > 0
      join play p on p.game_id = g.id and p.player_id = pg.player_id
      join play_result r on r.game_id = g.id and r.play_id = p.play_id and r.outcome = 'WIN'
      join coupon c on c.id = r.coupon_id and c.play_id = r.play_id
     where g.campaign_id = any (${`{${campaignIds.join(",")}}`}::text::uuid[])
       and r.reveal_at <= clock_timestamp()
     order by r.reveal_at desc limit 200`;
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
  }));
}
