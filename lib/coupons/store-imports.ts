import type { CauseReport, ImportState } from "#lib/coupons/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** How the rows of an import come to be; only this, never a code. */
export type ImportSource =
  | { readonly kind: "csv" }
  | { readonly kind: "pattern"; readonly pattern: string; readonly count: number };

export interface ImportRow {
  readonly id: string;
  readonly poolId: string;
  readonly brandId: string;
  readonly fileName: string;
  readonly state: ImportState;
  readonly options: ImportSource;
  readonly bytesTotal: number;
  readonly rowsTotal: number;
  readonly rowsChecked: number;
  readonly rowsNew: number;
  readonly rowsRejected: number;
  readonly rowsStored: number;
  /** Rows whose code may stand in the source before; null: nobody has looked. */
  readonly maybeRepeats: number | null;
  readonly report: readonly CauseReport[];
  readonly error: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly committedAt: string | null;
  readonly undoneAt: string | null;
  readonly undoable: boolean;
}

function selection(db: Executor) {
  return db`
    select i.id, i.pool_id as "poolId", p.brand_id as "brandId", i.file_name as "fileName", i.state, i.options,
      i.bytes_total::float8 as "bytesTotal", i.rows_total as "rowsTotal", i.rows_checked as "rowsChecked",
      i.rows_new as "rowsNew", i.rows_rejected as "rowsRejected", i.rows_stored as "rowsStored",
      i.maybe_repeats as "maybeRepeats",
      case jsonb_typeof(i.report) when 'array' then i.report else '[]'::jsonb end as report, i.error,
      i.created_by as "createdBy", i.created_at as "createdAt", i.committed_at as "committedAt",
      i.undone_at as "undoneAt",
      i.state = 'committed' and not exists (select 1 from coupon c
        where c.import_id = i.id and c.state <> 'AVAILABLE') as undoable
    from coupon_import i join coupon_pool p on p.id = i.pool_id`;
}

export async function insertImport(
  db: Executor,
  row: {
    readonly poolId: string;
    readonly fileName: string;
    readonly state: ImportState;
    readonly source: ImportSource;
    readonly bytesTotal: number;
    readonly createdBy: string | null;
  },
): Promise<string> {
  const [made] = await db<{ id: string }[]>`
    insert into coupon_import (pool_id, file_name, state, options, bytes_total, created_by)
    values (${row.poolId}, ${row.fileName}, ${row.state}, ${JSON.stringify(row.source)}::text::jsonb,
      ${row.bytesTotal}, ${row.createdBy})
    returning id`;
  if (!made) throw new Error("insert returned no row");
  return made.id;
}

export async function getImport(db: Executor, id: string): Promise<ImportRow> {
  const [row] = await db<ImportRow[]>`${selection(db)} where i.id = ${id}`;
  if (!row) throw new AppError("import_not_found");
  return row;
}

export async function lockImport(db: Executor, id: string): Promise<ImportRow> {
  const [row] = await db<ImportRow[]>`${selection(db)} where i.id = ${id} for update of i`;
  if (!row) throw new AppError("import_not_found");
  return row;
}

/** `poolId` null: of all pools, for the chip in the header. */
export async function selectImports(
  db: Executor,
  filter: { readonly poolId: string | null; readonly limit: number },
): Promise<ImportRow[]> {
  return db<ImportRow[]>`
    ${selection(db)}
    where ${filter.poolId}::uuid is null or i.pool_id = ${filter.poolId}::uuid
    order by i.created_at desc limit ${filter.limit}`;
}

/** Rows staged so far and a sign of life; false when the import was cancelled meanwhile. */
export async function noteProgress(
  db: Executor,
  id: string,
  progress: {
    readonly rowsTotal: number;
    readonly bytesTotal: number;
    readonly maybeRepeats?: number;
  },
): Promise<boolean> {
  const rows = await db`
    update coupon_import set rows_total = ${progress.rowsTotal}, heartbeat_at = clock_timestamp(),
      bytes_total = greatest(bytes_total, ${progress.bytesTotal}),
      maybe_repeats = ${progress.maybeRepeats ?? null}
    where id = ${id} and state in ('uploading', 'checking') returning 1`;
  return rows.length > 0;
}

export async function noteStored(db: Executor, id: string, rowsStored: number): Promise<void> {
  await db`
    update coupon_import set rows_stored = ${rowsStored}, heartbeat_at = clock_timestamp()
    where id = ${id}`;
}

/** Moves on from one of the given states; false when the import is in none of them. */
export async function moveImport(
  db: Executor,
  id: string,
  from: readonly ImportState[],
  to: { readonly state: ImportState; readonly error?: string },
): Promise<boolean> {
  const rows = await db`
    update coupon_import set state = ${to.state}::coupon_import_state, error = ${to.error ?? null},
      heartbeat_at = clock_timestamp(),
      committed_at = case when ${to.state === "committed"}::boolean then clock_timestamp() else committed_at end,
      undone_at = case when ${to.state === "undone"}::boolean then clock_timestamp() else undone_at end
    where id = ${id} and state = any(${[...from]}::text[]::coupon_import_state[]) returning 1`;
  return rows.length > 0;
}

export async function saveReport(
  db: Executor,
  id: string,
  counts: {
    readonly rowsTotal: number;
    readonly rowsNew: number;
    readonly report: readonly CauseReport[];
  },
): Promise<void> {
  await db`
    update coupon_import set rows_total = ${counts.rowsTotal}, rows_checked = ${counts.rowsTotal},
      rows_new = ${counts.rowsNew}, rows_rejected = ${counts.rowsTotal - counts.rowsNew},
      report = ${JSON.stringify(counts.report)}::text::jsonb
    where id = ${id}`;
}

/** Imports that wait for a worker, oldest first. */
export async function listWaiting(db: Executor): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select id from coupon_import where state in ('uploaded', 'checking', 'committing')
    order by created_at limit 20`;
  return rows.map((row) => row.id);
}

/** Ends uploads whose process died: nobody else has their rows. */
export async function failSilentUploads(db: Executor): Promise<number> {
  const rows = await db`
    update coupon_import set state = 'failed', error = 'The upload broke off. Upload the file again.'
    where state = 'uploading' and heartbeat_at < clock_timestamp() - interval '60 seconds' returning 1`;
  return rows.length;
}

/**
 * Takes the right to work on an import until the transaction ends. Held by the transaction and not by a row
 * lock, so that progress can be written beside it; a worker that dies lets go by dying.
 */
export async function tryClaim(db: Executor, id: string): Promise<boolean> {
  const [row] = await db<{ taken: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`coupon-import|${id}`}, 0)) as taken`;
  return row?.taken ?? false;
}

/** Commits of one brand take turns, so that what a check found free stays free until its commit. */
export async function lockBrandImports(db: Executor, brandId: string): Promise<void> {
  await db`select pg_advisory_xact_lock(hashtextextended(${`coupon-brand|${brandId}`}, 0))`;
}
