import type { Executor } from "#lib/platform/database.ts";

/** A worker not heard of for so long is not dealt any partition. */
const aliveS = 15;
const pausedKey = "ads.paused";

export interface WorkerBeat {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly concurrency: number;
  readonly running: number;
  readonly done: number;
  readonly stolen: number;
  readonly p95Ms: number | undefined;
}

export interface DeskState {
  /** Ids of live workers that take ads, this one included. */
  readonly liveIds: readonly string[];
  /** Somebody asked this worker to take no more. */
  readonly isDraining: boolean;
  /** Nobody takes anything. */
  readonly isPaused: boolean;
}

/** Says that the worker lives and how it does, and reads what it has to know of the others. */
export async function beatWorker(sql: Executor, beat: WorkerBeat): Promise<DeskState> {
  await sql`
    insert into ad_worker (id, host, pid, version, concurrency, running, done, stolen, p95_ms)
    values (${beat.id}, ${beat.host}, ${beat.pid}, ${beat.version}, ${beat.concurrency}, ${beat.running}, ${beat.done},
            ${beat.stolen}, ${beat.p95Ms ?? null})
    on conflict (id) do update set beat_at = now(), concurrency = excluded.concurrency, running = excluded.running,
      done = excluded.done, stolen = excluded.stolen, p95_ms = excluded.p95_ms`;
  const [row] = await sql<{ live: string[]; draining: boolean; paused: boolean }[]>`
    select coalesce(array_agg(w.id) filter (where w.drain_asked_at is null), '{}') as live,
           coalesce(bool_or(w.drain_asked_at is not null) filter (where w.id = ${beat.id}), false) as draining,
           coalesce((select s.value = 'true'::jsonb from setting s where s.key = ${pausedKey}), false) as paused
      from ad_worker w where w.beat_at > now() - make_interval(secs => ${aliveS})`;
  return {
    liveIds: row?.live ?? [],
    isDraining: row?.draining ?? false,
    isPaused: row?.paused ?? false,
  };
}

export async function forgetWorker(sql: Executor, id: string): Promise<void> {
  await sql`delete from ad_worker where id = ${id} or beat_at < now() - interval '1 day'`;
}

export interface LiveWorker extends Omit<WorkerBeat, "p95Ms"> {
  readonly p95Ms: number | null;
  readonly startedAt: string;
  readonly beatAt: string;
  readonly isAlive: boolean;
  readonly isDraining: boolean;
}

/** Workers of the last hour, those that are alive first. */
export async function listWorkers(sql: Executor): Promise<LiveWorker[]> {
  const rows = await sql`
    select *, beat_at > now() - make_interval(secs => ${aliveS}) as alive from ad_worker
     where beat_at > now() - interval '1 hour' order by alive desc, started_at`;
  return rows.map((row) => ({
    id: row.id as string,
    host: row.host as string,
    pid: row.pid as number,
    version: row.version as string,
    concurrency: row.concurrency as number,
    running: row.running as number,
    done: Number(row.done),
    stolen: Number(row.stolen),
    p95Ms: row.p95_ms as number | null,
    startedAt: new Date(String(row.started_at)).toISOString(),
    beatAt: new Date(String(row.beat_at)).toISOString(),
    isAlive: row.alive as boolean,
    isDraining: row.drain_asked_at !== null,
  }));
}

/** Asks a worker to finish what it has and take no more, or lets it take again. */
export async function askDrain(sql: Executor, id: string, isAsked: boolean): Promise<boolean> {
  const [row] = await sql`
    update ad_worker set drain_asked_at = ${isAsked ? sql`now()` : null} where id = ${id} returning id`;
  return row !== undefined;
}

export async function setPaused(sql: Executor, isPaused: boolean): Promise<void> {
  await sql`
    insert into setting (key, value) values (${pausedKey}, ${String(isPaused)}::jsonb)
    on conflict (key) do update set value = excluded.value, updated_at = now()`;
}
