import type { Executor } from "#lib/platform/database.ts";
import { plainArray } from "#lib/platform/postgres-array.ts";

/** Stops a live game's clock. Active microseconds played so far, or undefined when it is not live. */
export async function markPaused(sql: Executor, gameId: string): Promise<number | undefined> {
  const [row] = await sql<{ t_us: string }[]>`
    update game set state = 'paused', paused_at = clock_timestamp()
     where id = ${gameId} and state = 'live' and starts_at <= clock_timestamp() and ends_at > clock_timestamp()
    returning floor(extract(epoch from paused_at - starts_at) * 1000000)::bigint - paused_us as t_us`;
  return row && Number(row.t_us);
}

export interface ResumedGame {
  /** Active seconds when the pause began. */
  readonly t: number;
  /** Active seconds from start to end, all pauses taken off. */
  readonly durationS: number;
  readonly pausedUs: number;
}

/** Starts the clock again; the end stays where it is. Undefined when the game is not paused or already over. */
export async function markResumed(sql: Executor, gameId: string): Promise<ResumedGame | undefined> {
  const [row] = await sql<{ t: number; duration: number; paused_us: string }[]>`
    with pause as (
      select id, paused_us, floor(extract(epoch from paused_at - starts_at) * 1000000)::bigint - paused_us as t_us,
             paused_us + ceil(extract(epoch from clock_timestamp() - paused_at) * 1000000)::bigint as paused_new
        from game where id = ${gameId} and state = 'paused' and ends_at > clock_timestamp() for no key update)
    update game g set state = 'live', paused_at = null, paused_us = p.paused_new
      from pause p where g.id = p.id
    returning (p.t_us / 1000000.0)::float8 as t, g.paused_us::text,
              ((extract(epoch from g.ends_at - g.starts_at) * 1000000 - g.paused_us) / 1000000.0)::float8 as duration`;
  return row && { t: row.t, durationS: row.duration, pausedUs: Number(row.paused_us) };
}

/** What is left of the opening hours when a game goes on after a pause; they are never none where there were some. */
export async function setOpenHours(
  sql: Executor,
  gameId: string,
  openUs: readonly number[],
): Promise<void> {
  await sql`update game set open_us = ${plainArray(openUs)}::text::bigint[] where id = ${gameId}`;
}

/**
 * Active microseconds played so far; undefined when the game is over. Holds the row, so that no pause comes between
 * the answer and what is done with it.
 */
export async function lockActiveUs(sql: Executor, gameId: string): Promise<number | undefined> {
  const [row] = await sql<{ t_us: string }[]>`
    select greatest(0, floor(extract(epoch from
             (case when state = 'paused' then paused_at else clock_timestamp() end) - starts_at) * 1000000)::bigint
             - paused_us)::text as t_us
      from game where id = ${gameId} and state in ('scheduled', 'live', 'paused') and ends_at > clock_timestamp()
       for no key update`;
  return row && Number(row.t_us);
}

export interface Pause {
  readonly gameId: string;
  readonly fromMs: number;
  /** Null while the game stands still. */
  readonly toMs: number | null;
}

/**
 * When games stood still, in order. Read from their chains, which verifyLedger checks: an entry of kind resume says
 * at which active time the clock had stopped and how long it has stood in all, pauses before included; so the pause
 * lies that active time and the earlier pauses after the start. One that goes on has no such entry yet.
 */
export async function listPauses(sql: Executor, gameIds: readonly string[]): Promise<Pause[]> {
  return await sql<Pause[]>`
    with resumed as (
      select e.game_id, e.seq, (e.body::jsonb ->> 't')::float8 * 1000 as t_ms,
             (e.body::jsonb ->> 'pausedUs')::float8 / 1000 as paused_ms
        from unnest(${[...gameIds]}::uuid[]) as i(id)
        join chain_entry e on e.game_id = i.id and e.shard = 0 and (e.kind = 'pause' or e.kind = 'resume')
       where e.kind = 'resume')
    select g.id as "gameId", x.from_ms + extract(epoch from g.starts_at)::float8 * 1000 as "fromMs",
           x.to_ms + extract(epoch from g.starts_at)::float8 * 1000 as "toMs"
      from game g
      join (
        select game_id, t_ms + coalesce(lag(paused_ms) over (partition by game_id order by seq), 0) as from_ms,
               t_ms + paused_ms as to_ms
          from resumed) x on x.game_id = g.id
    union all
    select g.id, extract(epoch from g.paused_at)::float8 * 1000, null
      from game g where g.id = any(${[...gameIds]}::uuid[]) and g.paused_at is not null
     order by 1, 2`;
}

export async function insertPlanRevision(
  sql: Executor,
  row: {
    readonly gameId: string;
    readonly revision: number;
    readonly durationS: number;
    readonly plan: Uint8Array;
    readonly finishShare: number;
    readonly config: string;
  },
): Promise<void> {
  await sql`
    insert into game_plan (game_id, revision, duration_s, plan, finish_share, config)
    values (${row.gameId}, ${row.revision}, ${row.durationS}, ${Buffer.from(row.plan)}, ${row.finishShare},
      ${row.config}::text::jsonb)`;
}
