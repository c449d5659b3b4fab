import type { Executor } from "#lib/platform/database.ts";

/** Tables whose rows are chained; each is a chain of its own. */
export const sealedTables = ["audit_log", "coupon_access"] as const;
export type SealedTable = (typeof sealedTables)[number];

/** A row as it is hashed: every column as text, so that no driver can round or reformat on the way. */
export interface SealRow {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly prevHash: Buffer | null;
  readonly hash: Buffer | null;
}

/** Columns under the seal: all but the two hashes and the transaction id, which only orders the work. */
const sealedColumns: Readonly<Record<SealedTable, readonly string[]>> = {
  audit_log: [
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "action",
    "subject_kind",
    "subject_id",
    "campaign_id",
    "before",
    "after",
    "request_id",
  ],
  coupon_access: ["id", "at", "coupon_id", "actor_kind", "actor_id", "purpose"],
};

function fieldsOf(sql: Executor, table: SealedTable) {
  const pairs = sealedColumns[table].map((name) =>
    name === "at"
      ? sql`'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
      : sql`${name}::text, ${sql(name)}::text`,
  );
  const list = pairs.reduce((left, right) => sql`${left}, ${right}`);
  return sql`json_build_object(${list})`;
}

/** Held until the transaction ends; false while another process seals. */
export async function tryLockSeals(tx: Executor): Promise<boolean> {
  const [row] = await tx<{ got: boolean }[]>`select pg_try_advisory_xact_lock(74017004) as got`;
  return row?.got === true;
}

/** The same for who signs heads. */
export async function tryLockHeads(tx: Executor): Promise<boolean> {
  const [row] = await tx<{ got: boolean }[]>`select pg_try_advisory_xact_lock(74017005) as got`;
  return row?.got === true;
}

/**
 * Rows to seal next, in id order. Only those of transactions older than the oldest one still running: a row that
 * commits late is then never passed over, it merely comes later in the chain than its id says.
 */
export async function listUnsealed(
  tx: Executor,
  table: SealedTable,
  limit: number,
): Promise<SealRow[]> {
  return tx<SealRow[]>`
    select id, ${fieldsOf(tx, table)} as fields, prev_hash as "prevHash", hash from ${tx(table)}
    where hash is null and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by id limit ${limit}`;
}

export interface Seal {
  readonly id: string;
  readonly prevHash: Buffer;
  readonly hash: Buffer;
}

export async function writeSeals(
  tx: Executor,
  table: SealedTable,
  seals: readonly Seal[],
): Promise<void> {
  await tx`
    select write_seals(${table}, ${seals.map(({ id }) => id)}::bigint[],
      ${seals.map((s) => s.prevHash.toString("hex"))}::text[], ${seals.map((s) => s.hash.toString("hex"))}::text[])`;
}

export interface SealHead {
  readonly rows: number;
  readonly hash: Buffer;
}

export async function findSealHead(
  executor: Executor,
  table: SealedTable,
): Promise<SealHead | undefined> {
  const [row] = await executor<SealHead[]>`
    select rows::float8 as rows, hash from seal_head where chain = ${table}`;
  return row;
}

export async function saveSealHead(
  tx: Executor,
  table: SealedTable,
  head: SealHead,
): Promise<void> {
  await tx`
    insert into seal_head (chain, rows, hash, updated_at) values (${table}, ${head.rows}, ${head.hash}, now())
    on conflict (chain) do update set rows = excluded.rows, hash = excluded.hash, updated_at = excluded.updated_at`;
}

/** Every sealed row in id order, a thousand at a time. */
export async function* eachSealed(sql: Executor, table: SealedTable): AsyncGenerator<SealRow> {
  let after = "0";
  for (;;) {
    const rows = await sql<SealRow[]>`
      select id, ${fieldsOf(sql, table)} as fields, prev_hash as "prevHash", hash from ${sql(table)}
      where id > ${after}::bigint and hash is not null order by id limit 1000`;
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}
