import type { Executor } from "#lib/platform/database.ts";
import type { HeldRows } from "#lib/privacy/contract.ts";

export async function findPlayerOf(db: Executor, playId: string): Promise<string | undefined> {
  const [row] = await db<{ playerId: string }[]>`
    select player_id as "playerId" from play_key where play_id = ${playId}`;
  return row?.playerId;
}

/** Games in which a player has played: play and ledger are partitioned by game and found by it. */
export async function listGamesOf(db: Executor, playerId: string): Promise<string[]> {
  const rows = await db<{ gameId: string }[]>`
    select game_id as "gameId" from player_game where player_id = ${playerId} order by game_id`;
  return rows.map(({ gameId }) => gameId);
}

export async function selectPlays(
  db: Executor,
  playerId: string,
  gameIds: readonly string[],
): Promise<HeldRows> {
  return db`
    select p.play_id, p.game_id, g.name as game, p.seq::text as seq, p.accepted_at, p.reveal_at, p.client_ts, p.meta,
      encode(p.network, 'hex') as network_hash, r.outcome, r.reason, r.prize_id, r.coupon_id::text as coupon_id,
      r.decided_at
    from play p join game g on g.id = p.game_id
    left join play_result r on r.game_id = p.game_id and r.play_id = p.play_id
    where p.game_id = any (${[...gameIds]}::uuid[]) and p.player_id = ${playerId} order by p.accepted_at`;
}

export async function selectCoupons(
  db: Executor,
  playerId: string,
  gameIds: readonly string[],
): Promise<HeldRows> {
  return db`
    select c.id::text as id, c.brand_id, c.mask, c.state, c.play_id, c.prize_id, c.issued_at, c.redeemed_at, c.expires_at
    from play p join coupon c on c.play_id = p.play_id
    where p.game_id = any (${[...gameIds]}::uuid[]) and p.player_id = ${playerId} order by c.id`;
}

export async function selectSecondChances(db: Executor, playerId: string): Promise<HeldRows> {
  return db`
    select play_id, game_id, prize_id, coupon_id::text as coupon_id, rank, awarded_at from second_chance_award
    where player_id = ${playerId} order by awarded_at`;
}

export async function selectCounts(db: Executor, playerId: string): Promise<HeldRows> {
  return db`
    select game_id, null as prize_id, plays, wins, day, day_plays from player_game where player_id = ${playerId}
    union all
    select game_id, prize_id, null, wins, null, null from player_prize where player_id = ${playerId}
    order by 1, 2 nulls first`;
}

export async function selectBroughtBy(db: Executor, playerId: string): Promise<HeldRows> {
  return db`
    select campaign_id, promotion_id, server_id, variant_id, at from promotion_player
    where player_id = ${playerId} order by at`;
}

/**
 * What a play carries beside the game's own facts. Only in games whose seed is public: no limit counts by the network
 * there any more, nothing is drawn, and neither ledger nor chain covers these columns.
 */
export async function clearPlays(
  tx: Executor,
  playerId: string,
  gameIds: readonly string[],
): Promise<number> {
  const result = await tx`
    update play p set network = null, client_ts = null, meta = null from game g
    where g.id = p.game_id and g.seed_revealed_at is not null
      and p.game_id = any (${[...gameIds]}::uuid[]) and p.player_id = ${playerId}
      and (p.network is not null or p.client_ts is not null or p.meta is not null)`;
  return result.count;
}

export async function countUnclearedPlays(
  tx: Executor,
  playerId: string,
  gameIds: readonly string[],
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from play p
    where p.game_id = any (${[...gameIds]}::uuid[]) and p.player_id = ${playerId}
      and (p.network is not null or p.client_ts is not null or p.meta is not null)`;
  return row?.count ?? 0;
}

export async function deleteBroughtBy(tx: Executor, playerId: string): Promise<number> {
  return (await tx`delete from promotion_player where player_id = ${playerId}`).count;
}
