import type { Executor } from "#lib/platform/database.ts";
import { plainArray } from "#lib/platform/postgres-array.ts";
import { isEveryPlayDecided, isOver } from "#lib/plays/store-over.ts";

const isClosable = (sql: Executor) => sql`
  ${isOver(sql)} and not exists (select 1 from game_close c where c.game_id = g.id)`;

/**
 * Games to be closed; only a look, to be made sure of under locks. In any order, so that games which fail each time
 * keep no other from its turn.
 */
export async function listClosableGames(sql: Executor, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select g.id from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where ${isClosable(sql)} order by random() limit ${limit}`;
  return rows.map(({ id }) => id);
}

export interface ClosableGame {
  readonly campaignId: string;
  readonly seedCt: Buffer;
  readonly winsPerNetwork: number;
}

/**
 * The game, when it may be closed; its chain is locked before. The game's own lock is taken and let go in a
 * transaction of its own (see `waitForIntake`), because intake locks players before games and this act the other way
 * round would wait in a circle.
 */
export async function findClosableGame(
  sql: Executor,
  gameId: string,
): Promise<ClosableGame | undefined> {
  const [row] = await sql<{ campaign_id: string; seed_ct: Buffer; wins_per_network: number }[]>`
    select g.campaign_id, g.seed_ct, g.wins_per_network
      from game g join game_pacer gp on gp.game_id = g.id and gp.shard = 0
     where g.id = ${gameId} and ${isClosable(sql)} and ${isEveryPlayDecided(sql)}`;
  return (
    row && {
      campaignId: row.campaign_id,
      seedCt: row.seed_ct,
      winsPerNetwork: row.wins_per_network,
    }
  );
}

/** A game with a hundred thousand leftovers takes longer than a request may; nobody waits for it. */
export async function allowTime(sql: Executor): Promise<void> {
  await sql`set local statement_timeout = '5min'`;
  await sql`set local idle_in_transaction_session_timeout = '2min'`;
}

export interface LostPlay {
  readonly k: number;
  readonly playId: string;
  readonly playerId: string;
  /** In hex; null where no cap needs it. */
  readonly network: string | null;
}

/** Plays that lost, in the order of k. */
export async function listLostPlays(
  sql: Executor,
  gameId: string,
  { afterK, limit }: { readonly afterK: number; readonly limit: number },
): Promise<LostPlay[]> {
  const rows = await sql<
    { k: string; play_id: string; player_id: string; network: string | null }[]
  >`
    select r.k::text, r.play_id, r.player_id, encode(p.network, 'hex') as network
      from play_result r join play p on p.game_id = r.game_id and p.play_id = r.play_id
     where r.game_id = ${gameId} and r.shard = 0 and r.k > ${afterK} and r.outcome = 'LOSE'
     order by r.k limit ${limit}`;
  return rows.map((row) => ({
    k: Number(row.k),
    playId: row.play_id,
    playerId: row.player_id,
    network: row.network,
  }));
}

export async function countLostPlays(sql: Executor, gameId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::integer as n from play_result
     where game_id = ${gameId} and shard = 0 and k is not null and outcome = 'LOSE'`;
  return row?.n ?? 0;
}

/** Wins of networks that have any; only games with such a cap have rows. */
export async function listNetworkWins(sql: Executor, gameId: string): Promise<Map<string, number>> {
  const rows = await sql<{ network: string; wins: number }[]>`
    select encode(network, 'hex') as network, wins from network_game where game_id = ${gameId} and wins > 0`;
  return new Map(rows.map(({ network, wins }) => [network, wins]));
}

/** Locks up to so many free coupons a prize line; a line without any is missing. */
export async function claimLeftovers(
  sql: Executor,
  gameId: string,
  needs: readonly number[],
): Promise<Map<number, readonly number[]>> {
  const rows = await sql<{ brand: number; ids: string }[]>`
    select brand, coupon_ids::text as ids from claim_leftovers(${gameId}, ${plainArray(needs)}::text::integer[])`;
  return new Map(
    rows.map(({ brand, ids }) => [
      brand,
      ids === "{}" ? [] : ids.slice(1, -1).split(",").map(Number),
    ]),
  );
}

export interface AwardRow {
  readonly playId: string;
  readonly brand: number;
  readonly rank: number;
  readonly couponId: number;
  readonly chainSeq: number;
}

/** Gives the coupons out; throws when a play, a cap or a coupon is not what the caller took it for. */
export async function insertAwards(
  sql: Executor,
  gameId: string,
  awards: readonly AwardRow[],
): Promise<void> {
  const column = (pick: (award: AwardRow) => string | number) => plainArray(awards.map(pick));
  await sql`
    select give_second_chances(${gameId},
      ${column((award) => award.playId)}::text::uuid[], ${column((award) => award.brand)}::text::integer[],
      ${column((award) => award.rank)}::text::integer[], ${column((award) => award.couponId)}::text::bigint[],
      ${column((award) => award.chainSeq)}::text::bigint[])`;
}

export interface CloseRow {
  readonly gameId: string;
  readonly closeWith: string;
  readonly awards: number;
  readonly chainSeq: number;
}

/** Says that the game is closed; its primary key makes it so only once. */
export async function insertClose(sql: Executor, close: CloseRow): Promise<void> {
  await sql`
    insert into game_close (game_id, close_with, awards, chain_seq)
    values (${close.gameId}, ${close.closeWith}, ${close.awards}, ${close.chainSeq})`;
}

export async function findClose(sql: Executor, gameId: string): Promise<CloseRow | undefined> {
  const [row] = await sql<{ close_with: string; awards: number; chain_seq: string }[]>`
    select close_with, awards, chain_seq::text from game_close where game_id = ${gameId}`;
  return (
    row && {
      gameId,
      closeWith: row.close_with,
      awards: row.awards,
      chainSeq: Number(row.chain_seq),
    }
  );
}

/** Awards as they stand, by turn. `isSound`: the coupon names the play and was given for this prize line. */
export async function listAwards(
  sql: Executor,
  gameId: string,
): Promise<(AwardRow & { readonly isSound: boolean })[]> {
  const rows = await sql<
    {
      play_id: string;
      brand: number;
      rank: number;
      coupon_id: string;
      chain_seq: string;
      sound: boolean;
    }[]
  >`
    select a.play_id, a.brand, a.rank, a.coupon_id::text, a.chain_seq::text,
           c.id is not null and z.position = a.brand and r.player_id = a.player_id as sound
      from second_chance_award a
      left join play_result r on r.game_id = a.game_id and r.play_id = a.play_id and r.outcome = 'LOSE'
      left join prize z on z.id = a.prize_id and z.game_id = a.game_id
      left join coupon c on c.id = a.coupon_id and c.play_id = a.play_id and c.prize_id = z.id
     where a.game_id = ${gameId} order by a.rank`;
  return rows.map((row) => ({
    playId: row.play_id,
    brand: row.brand,
    rank: row.rank,
    couponId: Number(row.coupon_id),
    chainSeq: Number(row.chain_seq),
    isSound: row.sound === true,
  }));
}
