import { once } from "node:events";
import type { CauseReport, RejectCause } from "#lib/coupons/contract.ts";
import { copyColumns, copyHeader, copyTrailer } from "#lib/coupons/copy-block.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";

/** Coupon ids taken at once, because a ciphertext is bound to its id; gaps do no harm. */
export async function takeCouponIds(
  db: Executor,
  count: number,
): Promise<{ from: number; to: number }[]> {
  return db<{ from: number; to: number }[]>`
    select min(id)::float8 as "from", max(id)::float8 as "to"
    from (select id, id - row_number() over (order by id) as island
          from (select nextval('coupon_id_seq') as id from generate_series(1, ${count})) taken) numbered
    group by island order by 1`;
}

/** Postgres' own limit of a message is far away; a socket takes pieces of this size without a pause. */
const pieceSize = 256 * 1024;

/** Adds blocks of sealed rows, as copy-block.ts lays them out, in one COPY. */
export async function copyStaging(sql: Sql, blocks: readonly Uint8Array[]): Promise<void> {
  if (blocks.length === 0) return;
  const target =
    await sql`copy coupon_staging (${sql.unsafe(copyColumns)}) from stdin (format binary)`.writable();
  const failed = once(target, "error").then(([error]) => Promise.reject(error));
  const finished = once(target, "finish");
  finished.catch(() => undefined);
  const write = async (bytes: Uint8Array) => {
    if (!target.write(bytes)) await Promise.race([once(target, "drain"), failed]);
  };
  await write(copyHeader);
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += pieceSize) {
      await write(block.subarray(at, at + pieceSize));
    }
  }
  target.end(copyTrailer);
  await Promise.race([finished, failed]);
}

/** Every later row with a code that an earlier row of the same file has. */
export async function markDuplicates(db: Executor, importId: string): Promise<void> {
  await db`
    update coupon_staging s set cause = 'duplicate_in_file'
    from (
      select row, row_number() over (partition by code_hmac order by row) as place
      from coupon_staging where import_id = ${importId} and cause is null
    ) d
    where d.place > 1 and s.import_id = ${importId} and s.row = d.row`;
}

async function hasCoupons(db: Executor, brandId: string): Promise<boolean> {
  const [row] = await db<{ has: boolean }[]>`
    select exists (select 1 from coupon where brand_id = ${brandId}) as has`;
  return row?.has ?? true;
}

/** Rows whose code the brand has already; returns how many it found. */
export async function markExisting(
  db: Executor,
  importId: string,
  pool: { readonly poolId: string; readonly brandId: string },
): Promise<number> {
  if (!(await hasCoupons(db, pool.brandId))) return 0;
  const marked = await db`
    update coupon_staging s
    set cause = case when c.pool_id = ${pool.poolId} then 'already_in_pool' else 'already_elsewhere' end
    from coupon c
    where s.import_id = ${importId} and s.cause is null
      and c.brand_id = ${pool.brandId} and c.code_hmac = s.code_hmac`;
  return marked.count;
}

export async function readReport(
  db: Executor,
  importId: string,
): Promise<{ rowsTotal: number; rowsNew: number; report: CauseReport[] }> {
  const [counts] = await db<{ rowsTotal: number; rowsNew: number }[]>`
    select count(*)::int as "rowsTotal", count(*) filter (where cause is null)::int as "rowsNew"
    from coupon_staging where import_id = ${importId}`;
  if (!counts || counts.rowsTotal === counts.rowsNew) {
    return { rowsTotal: 0, rowsNew: 0, ...counts, report: [] };
  }
  const report = await db<CauseReport[]>`
    select cause, count(*)::int as count, (array_agg(row order by row))[1:100] as rows
    from coupon_staging where import_id = ${importId} and cause is not null
    group by cause order by count(*) desc, cause`;
  return { ...counts, report: [...report] };
}

/** Turns sealed rows into coupons, a range of row numbers at a time. A code that came in elsewhere fails the whole. */
export async function storeStaged(
  db: Executor,
  importId: string,
  pool: { readonly poolId: string; readonly brandId: string },
  range: { readonly from: number; readonly to: number },
): Promise<number> {
  const result = await db`
    insert into coupon (id, pool_id, brand_id, import_id, code_ct, code_hmac, key_id, mask)
    select coupon_id, ${pool.poolId}, ${pool.brandId}, import_id, code_ct, code_hmac, key_id, mask
    from coupon_staging
    where import_id = ${importId} and row between ${range.from} and ${range.to} and cause is null
    order by row`;
  return result.count;
}

export async function findRowRange(
  db: Executor,
  importId: string,
): Promise<{ from: number; to: number }> {
  const [row] = await db<{ from: number; to: number }[]>`
    select coalesce(min(row), 0) as "from", coalesce(max(row), -1) as "to"
    from coupon_staging where import_id = ${importId}`;
  return row ?? { from: 0, to: -1 };
}

/**
 * Clears up after imports that are over, some rows at a time: rejected rows of a committed one stay for its
 * report for thirty days, everything else goes, also what an import that was deleted has left. It is asked four times
 * a second, so it goes from one import to the next by index and looks at no row of one that is still under way.
 */
export async function deleteSpentStaging(db: Executor, limit: number): Promise<number> {
  const result = await db`
    with recursive present as (
      (select import_id from coupon_staging order by import_id limit 1)
      union all
      select (select s.import_id from coupon_staging s where s.import_id > p.import_id order by s.import_id limit 1)
      from present p where p.import_id is not null
    ), spent as (
      select p.import_id,
        i.id is null or i.state <> 'committed' or i.committed_at < clock_timestamp() - interval '30 days' as whole
      from present p left join coupon_import i on i.id = p.import_id
      where p.import_id is not null
        and (i.id is null or i.state in ('failed', 'cancelled', 'undone', 'committed'))
    )
    delete from coupon_staging s using (
      select g.place from spent cross join lateral (
        select r.ctid as place from coupon_staging r
        where r.import_id = spent.import_id and (spent.whole or r.cause is null) limit ${limit}
      ) g limit ${limit}
    ) gone
    where s.ctid = gone.place`;
  return result.count;
}

export async function deleteImportStaging(db: Executor, importId: string): Promise<void> {
  await db`delete from coupon_staging where import_id = ${importId}`;
}

export interface RejectedRow {
  readonly row: number;
  readonly mask: string | null;
  readonly cause: RejectCause;
}

/** Rejected rows in the order of the file, a block at a time. */
export async function* readRejected(
  db: Executor,
  importId: string,
): AsyncGenerator<readonly RejectedRow[]> {
  yield* db<RejectedRow[]>`
    select row, mask, cause from coupon_staging
    where import_id = ${importId} and cause is not null order by row`.cursor(2_000);
}

/**
 * For this transaction only: long statements, long pauses between them while the process computes, and memory enough
 * that a block of new rows and the search for duplicates stay out of temporary files.
 */
export async function allowLongWork(db: Executor): Promise<void> {
  await db`set local work_mem = '64MB'`;
  await db`set local statement_timeout = '10min'`;
  await db`set local idle_in_transaction_session_timeout = '10min'`;
}

/** Undo: every code of the import, or none. Returns how many were still free; the index of free codes finds them. */
export async function deleteFreeCoupons(
  db: Executor,
  { id, poolId }: { readonly id: string; readonly poolId: string },
): Promise<number> {
  const result = await db`
    delete from coupon where pool_id = ${poolId} and state = 'AVAILABLE' and import_id = ${id}`;
  return result.count;
}
