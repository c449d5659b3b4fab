import type { Executor } from "#lib/platform/database.ts";

export interface PipelineFacts {
  /** PostgreSQL version, as the server names it. */
  readonly serverVersion: string;
  readonly migrations: number;
  readonly backlog: number;
  /** Seconds the oldest undecided play has waited; 0 without one. */
  readonly lagS: number;
  readonly leases: number;
  readonly leasesHeld: number;
  readonly holders: number;
  readonly directGames: number;
  readonly rebuiltAt: Date | null;
}

/** What Postgres knows of the pipeline: leases say whether workers live, counters how far they lag. */
export async function readPipelineFacts(db: Executor): Promise<PipelineFacts> {
  const [row] = await db<PipelineFacts[]>`
    with behind as (
      select g.id, g.last_seq - p.decided as waiting, g.floor_seq
      from game g join game_pacer p on p.game_id = g.id and p.shard = 0
      where g.state in ('live', 'paused', 'ended') and g.last_seq > p.decided
    ), oldest as (
      select min(first.accepted_at) as at from behind cross join lateral (
        select play.accepted_at from play
        left join lateral (
          select true as decided from play_result r
          where r.game_id = play.game_id and r.play_id = play.play_id limit 1) r on true
        where play.game_id = behind.id and play.seq > behind.floor_seq and r.decided is null
        order by play.seq limit 1) first
    )
    select current_setting('server_version') as "serverVersion",
      (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
      (select coalesce(sum(waiting), 0)::float8 from behind) as backlog,
      (select coalesce(greatest(0, extract(epoch from clock_timestamp() - at)), 0)::float8 from oldest)
        as "lagS",
      (select count(*)::int from stream_lease) as leases,
      (select count(*)::int from stream_lease where expires_at > clock_timestamp()) as "leasesHeld",
      (select count(distinct holder)::int from stream_lease where expires_at > clock_timestamp()) as holders,
      (select count(*)::int from game_pacer p join game g on g.id = p.game_id
        where p.mode = 'direct' and g.state = 'live') as "directGames",
      (select max(at) from chain_entry where kind = 'rebuild'
        and at > now() - interval '1 day') as "rebuiltAt"`;
  if (!row) throw new Error("a query without a from clause answers one row");
  return row;
}
