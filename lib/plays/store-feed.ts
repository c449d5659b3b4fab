import type { Executor } from "#lib/platform/database.ts";
import { plainArray } from "#lib/platform/postgres-array.ts";

/** Failing decide() alone this often makes a play void. */
export const failuresMax = 5;

/**
 * Puts a play that decide() failed on alone off. To blame, blamed before, or failing for a day, so that no play
 * waits for ever: counted, and put off longer each time. Otherwise not counted, and put off until a turn of the
 * sweeper.
 */
export async function recordFailure(
  sql: Executor,
  play: { readonly gameId: string; readonly playId: string },
  { message, isBlamed }: { readonly message: string; readonly isBlamed: boolean },
): Promise<void> {
  await sql`
    with judged as (
      select coalesce(f.failures, 0) as failures,
             ${isBlamed} or coalesce(f.failures, 0) > 0
               or p.accepted_at < clock_timestamp() - interval '1 day' as counts
        from play p left join play_feed f on f.play_id = p.play_id
       where p.game_id = ${play.gameId} and p.play_id = ${play.playId})
    insert into play_feed (play_id, game_id, next_feed_at, failures, last_error)
    select ${play.playId}, ${play.gameId},
           clock_timestamp() + case when j.counts then interval '200 ms' * power(2, least(j.failures, 3))
                                    else interval '2.5 seconds' end,
           case when j.counts then 1 else 0 end, ${message.slice(0, 500)}
      from judged j
    on conflict (play_id) do update
      set failures = play_feed.failures + excluded.failures, last_error = excluded.last_error,
          next_feed_at = excluded.next_feed_at`;
}

/** Has tables analysed that have grown out of what the planner knows of them; answers how many. */
export async function analyzeGrown(sql: Executor): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select analyze_grown() as n`;
  return row?.n ?? 0;
}

export interface PoisonPlay {
  readonly gameId: string;
  readonly playId: string;
  readonly lastError: string;
}

export async function listPoison(sql: Executor): Promise<PoisonPlay[]> {
  const rows = await sql<{ game_id: string; play_id: string; last_error: string | null }[]>`
    select game_id, play_id, last_error from play_feed where failures >= ${failuresMax} limit 100`;
  return rows.map((row) => ({
    gameId: row.game_id,
    playId: row.play_id,
    lastError: row.last_error ?? "",
  }));
}

const duePageMax = 1_000;

export interface DueFeed {
  readonly partition: number;
  readonly gameId: string;
  readonly playId: string;
}

/**
 * Undecided plays of a game, the oldest first, that are due to be fed again and at least so old. Looked up one by one
 * for the reason listUndecided() gives.
 */
export async function listDueFeeds(
  sql: Executor,
  game: FloorRow,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): Promise<DueFeed[]> {
  const { gameId, partition } = game;
  const due: DueFeed[] = [];
  // In pages of the index between two numbers: the planner has no other way to them, also without statistics, where it
  // would rather sort a whole game than trust an order to end early.
  for (let from = game.floorSeq; from < game.lastSeq && due.length < limit; from += duePageMax) {
    const rows = await sql<{ play_id: string }[]>`
      select p.play_id from play p
        left join lateral (
          select true as decided from play_result r
           where r.game_id = ${gameId} and r.play_id = p.play_id limit 1) r on true
        left join lateral (
          select true as later from play_feed f
           where f.play_id = p.play_id and f.next_feed_at > clock_timestamp() limit 1) f on true
       where p.game_id = ${gameId} and p.seq > ${from} and p.seq <= ${from + duePageMax}
         and p.accepted_at < clock_timestamp() - ${olderThanMs}::integer * interval '1 ms'
         and r.decided is null and f.later is null
       order by p.seq limit ${limit - due.length}`;
    for (const row of rows) due.push({ partition, gameId, playId: row.play_id });
  }
  return due;
}

/**
 * Gives plays that were fed their next turn: 2.5 s, 5 s, 10 s apart. Asked for after they are in the stream, so
 * that a Redis that refuses them costs no turn. A re-feed never counts against a play.
 */
export async function markFed(sql: Executor, due: readonly DueFeed[]): Promise<void> {
  await sql`
    insert into play_feed (play_id, game_id, feeds, next_feed_at)
    select d.play_id, d.game_id, 1, clock_timestamp() + interval '2.5 seconds'
      from unnest(${plainArray(due.map((each) => each.playId))}::text::uuid[],
                  ${plainArray(due.map((each) => each.gameId))}::text::uuid[]) as d(play_id, game_id) order by 1
    on conflict (play_id) do update
      set feeds = play_feed.feeds + 1,
          next_feed_at = clock_timestamp() + interval '2.5 seconds' * power(2, least(play_feed.feeds, 2))`;
}

export interface FloorRow {
  readonly gameId: string;
  readonly partition: number;
  readonly floorSeq: number;
  readonly lastSeq: number;
}

export async function listGamesBehind(sql: Executor): Promise<FloorRow[]> {
  const rows = await sql<{ id: string; partition: number; floor_seq: string; last_seq: string }[]>`
    select g.id, g.partition, g.floor_seq::text, g.last_seq::text from game g where g.last_seq > g.floor_seq order by g.id`;
  return rows.map((row) => ({
    gameId: row.id,
    partition: row.partition,
    floorSeq: Number(row.floor_seq),
    lastSeq: Number(row.last_seq),
  }));
}

/** Plays the floor passes at most at once, so that a tick is short even after a million plays. */
export const floorStepMax = 20_000;
const feedsForgottenMax = 5_000;

/**
 * Moves the floor up to the last play before which everything is decided, a step at a time, and forgets the feeds of
 * decided plays. One statement, one snapshot: a play accepted meanwhile is above what it read. Numbers have no gap, so
 * a step without an undecided play is passed whole.
 */
export async function advanceFloor(sql: Executor, gameId: string, from: number): Promise<number> {
  const [row] = await sql<{ floor: string }[]>`
    select coalesce((
        select p.seq - 1 from play p
          left join lateral (
            select true as decided from play_result r
             where r.game_id = ${gameId} and r.play_id = p.play_id limit 1) r on true
         where p.game_id = ${gameId} and p.seq > ${from} and p.seq <= ${from + floorStepMax} and r.decided is null
         order by p.seq limit 1), least(g.last_seq, ${from + floorStepMax}::bigint))::text as floor
      from game g where g.id = ${gameId}`;
  const floor = Number(row?.floor ?? from);
  if (floor <= from) return from;
  await sql`update game set floor_seq = greatest(floor_seq, ${floor}) where id = ${gameId}`;
  // The longest due first: what is fed again moves to the end, so the decided ones come up.
  await sql`
    delete from play_feed d using (
      select f.play_id from play_feed f
        join lateral (
          select true from play_result r where r.game_id = ${gameId} and r.play_id = f.play_id limit 1) r on true
       where f.game_id = ${gameId} order by f.next_feed_at limit ${feedsForgottenMax}) f
     where d.play_id = f.play_id`;
  return floor;
}

/** Coupons whose player did not look: issued 60 s after their reveal, with the event that says so. */
export async function issueForgotten(sql: Executor): Promise<number> {
  const rows = await sql`
    with due as (
      select c.id from coupon c
       where c.state = 'RESERVED' and c.reserved_at < clock_timestamp() - interval '60 seconds'
         and exists (select 1 from prize p join play_result r on r.game_id = p.game_id and r.play_id = c.play_id
                      where p.id = c.prize_id and r.reveal_at < clock_timestamp() - interval '60 seconds')
       order by c.id limit 1000 for update skip locked),
    issued as (
      update coupon c set state = 'ISSUED', issued_at = clock_timestamp() from due d where c.id = d.id
      returning c.id, c.brand_id)
    insert into coupon_event (coupon_id, brand_id, kind, actor_kind)
    select i.id, i.brand_id, 'issued', 'sweeper' from issued i returning 1`;
  return rows.length;
}
