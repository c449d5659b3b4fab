import type { Executor } from "#lib/platform/database.ts";

/** A partition held by this worker. */
export interface Lease {
  readonly partition: number;
  readonly holder: string;
  /** Goes up with every change of holder. */
  readonly epoch: number;
}

/** How long a lease lives without renewal, by the database clock. */
export const leaseMs = 5_000;

export async function insertPartitions(sql: Executor, count: number): Promise<void> {
  await sql`
    insert into stream_lease (partition) select generate_series(0, ${count}::integer - 1)
    on conflict do nothing`;
}

/** Says that this worker lives, and answers how many do. */
export async function beat(sql: Executor, workerId: string, roles: string): Promise<number> {
  const [row] = await sql<{ live: number }[]>`
    with mine as (
      insert into worker_presence (worker_id, roles) values (${workerId}, ${roles})
      on conflict (worker_id) do update set beat_at = clock_timestamp()
      returning worker_id),
    gone as (
      delete from worker_presence where beat_at < clock_timestamp() - interval '1 day')
    select (1 + count(*) filter (where p.worker_id <> ${workerId}
              and p.beat_at > clock_timestamp() - make_interval(secs => ${leaseMs / 1000})
              and string_to_array(p.roles, ',') && '{all,allocator}'::text[]))::integer as live
      from worker_presence p, mine group by mine.worker_id`;
  return row?.live ?? 1;
}

interface LeaseRow {
  readonly partition: number;
  readonly epoch: string;
}

const toLease = (holder: string) => (row: LeaseRow) => ({
  partition: row.partition,
  holder,
  epoch: Number(row.epoch),
});

/** Renews what is still held; a lease that ran out is lost, even when nobody took it yet. */
export async function renewLeases(sql: Executor, holder: string): Promise<Lease[]> {
  const rows = await sql<LeaseRow[]>`
    update stream_lease set expires_at = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
     where holder = ${holder} and expires_at > clock_timestamp()
    returning partition, epoch::text`;
  return rows.map(toLease(holder));
}

/** Takes up to `limit` leases that nobody holds; two workers that ask at once get different ones. */
export async function takeLeases(sql: Executor, holder: string, limit: number): Promise<Lease[]> {
  const rows = await sql<LeaseRow[]>`
    update stream_lease l
       set holder = ${holder}, epoch = l.epoch + 1,
           expires_at = clock_timestamp() + make_interval(secs => ${leaseMs / 1000})
     where l.partition in (
       select f.partition from stream_lease f where f.expires_at <= clock_timestamp()
        order by f.partition limit ${limit} for update skip locked)
    returning l.partition, l.epoch::text`;
  return rows.map(toLease(holder));
}

/** Gives leases back, so that the next owner need not wait for them to run out. */
export async function releaseLeases(
  sql: Executor,
  holder: string,
  partitions: readonly number[],
): Promise<void> {
  await sql`
    update stream_lease set holder = null, expires_at = 'epoch'
     where holder = ${holder} and partition = any(${`{${partitions.join(",")}}`}::text::smallint[])`;
}

/** The farewell of a worker that stops: it no longer counts when shares are worked out. */
export async function leave(sql: Executor, workerId: string): Promise<void> {
  await sql`delete from worker_presence where worker_id = ${workerId}`;
}

/** Whether a lease is still held, for a transaction that acts in its name. */
export async function isHeld(sql: Executor, lease: Lease): Promise<boolean> {
  const rows = await sql`
    select 1 from stream_lease where partition = ${lease.partition} and holder = ${lease.holder}
       and epoch = ${lease.epoch} and expires_at > clock_timestamp()`;
  return rows.length === 1;
}
