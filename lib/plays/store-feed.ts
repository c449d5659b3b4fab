import type { Executor } from "#lib/platform/database.ts";

/** Failing decide() alone this often makes a play void. */
export const failuresMax = 5;

/** Counts a failure of decide() on this play alone and puts the next try off, longer each time. */
export async function recordFailure(
  sql: Executor,
  play: { readonly gameId: string; readonly playId: string },
  message: string,
): Promise<void> {
  await sql`
    insert into play_feed (play_id, game_id, next_feed_at, failures, last_error)
    values (${play.playId}, ${play.gameId}, clock_timestamp() + interval '200 ms', 1, ${message.slice(0, 500)})
    on conflict (play_id) do update
      set failures = play_feed.failures + 1, last_error = excluded.last_error,
          next_feed_at = clock_timestamp() + interval '200 ms' * power(2, least(play_feed.failures, 3))`;
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

export interface DueFeed {
  readonly partition: number;
  readonly gameId: string;
  readonly playId: string;
}

/**
 * Undecided plays of a game that are old enough to be fed again, each marked with its next turn: 2.5 s, 5 s, 10 s
 * apart. A re-feed never counts against a play.
 */
export async function takeDueFeeds(
  sql: Executor,
  gameId: string,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<DueFeed[]> {
  const rows = await sql<{ play_id: string; partition: number }[]>`
    with due as (
      select p.play_id from play p
       where p.game_id = ${gameId} and p.seq > ${afterSeq}
         and p.accepted_at < clock_timestamp() - interval '2.5 seconds'
         and not exists (select 1 from play_result r where r.game_id = ${gameId} and r.play_id = p.play_id)
         and not exists (select 1 from play_feed f where f.play_id = p.play_id and f.next_feed_at > clock_timestamp())
       order by p.seq limit ${limit}),
    marked as (
      insert into play_feed (play_id, game_id, feeds, next_feed_at)
      select d.play_id, ${gameId}, 1, clock_timestamp() + interval '2.5 seconds' from due d order by 1
      on conflict (play_id) do update
        set feeds = play_feed.feeds + 1,
            next_feed_at = clock_timestamp() + interval '2.5 seconds' * power(2, least(play_feed.feeds, 2))
      returning play_id)
    select m.play_id, g.partition from marked m, game g where g.id = ${gameId}`;
  return rows.map((row) => ({ partition: row.partition, gameId, playId: row.play_id }));
}

export interface FloorRow {
  readonly gameId: string;
  readonly floorSeq: number;
  readonly lastSeq: number;
}

export async function listGamesBehind(sql: Executor): Promise<FloorRow[]> {
  const rows = await sql<{ id: string; floor_seq: string; last_seq: string }[]>`
    select g.id, g.floor_seq::text, g.last_seq::text from game g where g.last_seq > g.floor_seq order by g.id`;
  return rows.map((row) => ({
    gameId: row.id,
    floorSeq: Number(row.floor_seq),
    lastSeq: Number(row.last_seq),
  }));
}

/**
 * Moves the floor up to the last play before which everything is decided, and forgets the feeds of decided plays.
 * One statement, one snapshot: a play accepted meanwhile is above what it read.
 */
export async function advanceFloor(sql: Executor, gameId: string, from: number): Promise<number> {
  const [row] = await sql<{ floor: string }[]>`
    select coalesce((
        select p.seq - 1 from play p
         where p.game_id = ${gameId} and p.seq > ${from}
           and not exists (select 1 from play_result r where r.game_id = ${gameId} and r.play_id = p.play_id)
         order by p.seq limit 1), g.last_seq)::text as floor
      from game g where g.id = ${gameId}`;
  const floor = Number(row?.floor ?? from);
  if (floor <= from) return from;
  await sql`update game set floor_seq = greatest(floor_seq, ${floor}) where id = ${gameId}`;
  await sql`
    delete from play_feed f where f.game_id = ${gameId}
       and exists (select 1 from play_result r where r.game_id = ${gameId} and r.play_id = f.play_id)`;
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
