import type { Executor } from "#lib/platform/database.ts";

export interface GivenWin {
  readonly gameId: string;
  readonly playerId: string;
  readonly prizeId: string;
  readonly brand: number;
}

/** The win that a coupon was given for; undefined when the play has no win with this coupon. */
export async function findGivenWin(
  sql: Executor,
  { playId, couponId }: { readonly playId: string; readonly couponId: string },
): Promise<GivenWin | undefined> {
  const [row] = await sql<GivenWin[]>`
    select r.game_id as "gameId", r.player_id as "playerId", r.prize_id as "prizeId", r.brand
      from play_key k join play_result r on r.game_id = k.game_id and r.play_id = k.play_id
     where k.play_id = ${playId} and r.outcome = 'WIN' and r.coupon_id = ${couponId}::bigint`;
  return row;
}

export async function isStillGiven(
  sql: Executor,
  { playId, couponId }: { readonly playId: string; readonly couponId: string },
): Promise<boolean> {
  const rows = await sql`
    select 1 from coupon where id = ${couponId}::bigint and play_id = ${playId} and state = 'RESERVED'`;
  return rows.length === 1;
}

/** Counts the win no longer, in the order of locks that decide() keeps. Caps of networks count as decide() does. */
export async function uncountWin(sql: Executor, win: GivenWin, playId: string): Promise<void> {
  const { gameId, playerId, prizeId } = win;
  await sql`
    update player_game set wins = greatest(wins - 1, 0) where game_id = ${gameId} and player_id = ${playerId}`;
  await sql`
    update player_prize set wins = greatest(wins - 1, 0) where prize_id = ${prizeId} and player_id = ${playerId}`;
  await sql`
    update network_game n set wins = greatest(n.wins - 1, 0)
      from play p, game g
     where p.game_id = ${gameId} and p.play_id = ${playId} and g.id = p.game_id and g.wins_per_network > 0
       and n.game_id = p.game_id and n.network = p.network`;
  // Charts count wins that stand. The minute is the one in which decide() counted it; the chain's lock is held.
  await sql`
    update rollup_minute m set count = m.count - 1
      from play_result r
     where r.game_id = ${gameId} and r.play_id = ${playId} and m.game_id = r.game_id and m.shard = r.shard
       and m.brand = r.brand and m.minute = date_trunc('minute', r.decided_at, 'UTC') and m.count > 0`;
}
