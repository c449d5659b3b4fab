import type { PastGame } from "#lib/analytics/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

/** Games that were played, the latest first. */
export async function listPlayedGames(db: Executor): Promise<PastGame[]> {
  return db<PastGame[]>`
    select g.id as "gameId", left(c.name || ', ' || g.name, 120) as name, g.last_seq::float8 as plays,
      extract(epoch from g.starts_at)::float8 * 1000 as "startsMs"
    from game g join campaign c on c.id = g.campaign_id
    where g.last_seq > 0 and c.rehearsal_of is null order by g.starts_at desc, g.id limit 50`;
}

export interface PlayedGame extends PastGame {
  /** Active seconds from start to end. */
  readonly durationS: number;
}

export async function findPlayedGame(
  db: Executor,
  gameId: string,
): Promise<PlayedGame | undefined> {
  const [row] = await db<PlayedGame[]>`
    select g.id as "gameId", left(c.name || ', ' || g.name, 120) as name, g.last_seq::float8 as plays,
      extract(epoch from g.starts_at)::float8 * 1000 as "startsMs",
      coalesce((select duration_s from game_plan p where p.game_id = g.id order by revision desc limit 1),
        extract(epoch from g.ends_at - g.starts_at)::float8) as "durationS"
    from game g join campaign c on c.id = g.campaign_id
    where g.id = ${gameId} and g.last_seq > 0`;
  return row;
}

/** Plays in equal parts of the game's active time. */
export async function countTraffic(
  db: Executor,
  { gameId, durationS }: PlayedGame,
  parts: number,
): Promise<number[]> {
  const rows = await db<{ part: number; plays: number }[]>`
    select least(${parts}::int - 1, floor(t_us / 1e6 / ${durationS}::float8 * ${parts}::int))::int as part,
      count(*)::float8 as plays
    from play where game_id = ${gameId} group by 1`;
  const counts = new Array<number>(parts).fill(0);
  for (const { part, plays } of rows) counts[Math.max(0, part)] = plays;
  return counts;
}

export interface Arrivals {
  /** Active seconds, rising. */
  readonly times: Float64Array;
  /** Numbers in place of ids: a simulation has no use for who it was. */
  readonly players: readonly string[];
}

/** The first plays of a game, as they came. */
export async function listArrivals(db: Executor, gameId: string, limit: number): Promise<Arrivals> {
  const rows = await db<{ t: number; player: number }[]>`
    select (t_us / 1e6)::float8 as t, dense_rank() over (order by player_id)::int as player
    from (select t_us, player_id from play where game_id = ${gameId} order by t_us limit ${limit}) p
    order by t_us`;
  return {
    times: Float64Array.from(rows, ({ t }) => t),
    players: rows.map(({ player }) => String(player)),
  };
}

/** Mean chance of the latest plays whose result may be told. */
export async function readRecentChance(
  db: Executor,
  gameId: string,
): Promise<{ readonly chance: number; readonly plays: number } | null> {
  const [row] = await db<{ chance: number | null; plays: number }[]>`
    select avg(chance)::float8 as chance, count(*)::int as plays from (
      select chance from play_result
      where game_id = ${gameId} and k is not null and reveal_at <= clock_timestamp()
      order by decided_at desc limit 200) latest`;
  return row?.chance == null ? null : { chance: row.chance, plays: row.plays };
}
