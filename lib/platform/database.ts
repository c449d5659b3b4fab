import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Sql = postgres.Sql;
export type TransactionSql = postgres.TransactionSql;
/** What a store function takes: a connection pool, or the transaction of its caller. */
export type Executor = Sql | TransactionSql;
export type Db = PostgresJsDatabase<Record<string, never>>;

export interface Database {
  /** Hand-written SQL: intake, decide, reports. */
  readonly sql: Sql;
  /** Schema-typed CRUD. */
  readonly db: Db;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly max?: number;
  readonly applicationName?: string;
  /** Off when a transaction pooler stands in between. */
  readonly prepare?: boolean;
  readonly statementTimeoutMs?: number;
}

/**
 * No bound. The driver forgets to reserve the connection of a BEGIN that is the last to fit into a bounded pipeline: the
 * transaction fails, stays open on the server, and what is sent on that connection afterwards is never committed.
 */
const unbounded = { max_pipeline: 2 ** 30 };

/**
 * Opens a pool. Prepared statements are on unless the URL says `pgbouncer=true` or `options.prepare` is
 * false: a transaction pooler hands each statement to another session.
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pooled = new URL(url).searchParams.get("pgbouncer") === "true";
  const cleanUrl = pooled ? url.replace(/[?&]pgbouncer=true/, "") : url;
  const sql = postgres(cleanUrl, {
    max: options.max ?? 10,
    prepare: options.prepare ?? !pooled,
    connect_timeout: 5,
    ...unbounded,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? "frolic",
      statement_timeout: options.statementTimeoutMs ?? 15_000,
      // A process that is paused inside a transaction must not keep its locks for ever.
      idle_in_transaction_session_timeout: 10_000,
    },
  });
  const db = drizzle(sql, { casing: "snake_case" });
  writeDates(sql);
  return { sql, db, close: () => sql.end({ timeout: 5 }) };
}

/**
 * drizzle hands instants over as text and leaves them text in the rows of hand-written SQL; a Date given to
 * hand-written SQL is written as text here, where the driver would otherwise throw.
 */
function writeDates(sql: Sql): void {
  for (const type of [1082, 1114, 1184]) {
    sql.options.serializers[type] = (value: unknown) =>
      value instanceof Date ? value.toISOString() : value;
  }
}
