// Who may do what in the database, as data beside the migrations: `drizzle/grants.json`. Every process has a role of
// its own; the role that migrates owns everything. A table that the file does not name is nobody's but the owner's.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";
import { z } from "zod";

export const processRoles = ["web", "gateway", "worker"] as const;
export type ProcessRole = (typeof processRoles)[number];

export const roleName = (role: ProcessRole): string => `frolic_${role}`;

const perRole = z.partialRecord(z.enum(processRoles), z.string());
const grantsSchema = z.strictObject({
  /** Table → role → privileges: `select`, `select -secret` (all columns but that one), `update state, at`. */
  tables: z.record(z.string(), perRole),
  sequences: z.record(z.string(), z.array(z.enum(processRoles))),
  /** Functions run with the owner's rights, and only for these roles. */
  functions: z.record(z.string(), z.array(z.enum(processRoles))),
});
export type Grants = Readonly<z.infer<typeof grantsSchema>>;

export interface Privilege {
  readonly verb: "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  /** Undefined: the whole table. */
  readonly columns: readonly string[] | undefined;
}

const verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;

/** Reads one cell of the table; throws on a word it does not know, so that a slip of the pen gives nothing away. */
export function parsePrivileges(text: string, columns: readonly string[]): Privilege[] {
  return text.split(";").map((part) => {
    const [first = "", ...rest] = part.trim().split(/\s+/);
    const verb = verbs.find((known) => known === first.toUpperCase());
    if (!verb) throw new Error(`unknown privilege: ${part.trim()}`);
    const list = rest.join(" ");
    if (list === "") return { verb, columns: undefined };
    const isAllBut = list.startsWith("-");
    const named = list.replace(/^-/, "").split(/\s*,\s*/);
    const unknown = named.filter((name) => !columns.includes(name));
    if (unknown.length > 0) throw new Error(`no such column: ${unknown.join(", ")}`);
    const kept = isAllBut ? columns.filter((name) => !named.includes(name)) : named;
    return { verb, columns: kept };
  });
}

export async function readGrants(folder: string): Promise<Grants> {
  return grantsSchema.parse(JSON.parse(await readFile(join(folder, "grants.json"), "utf8")));
}

const quoted = (name: string) =>
  name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");

interface Catalog {
  readonly roles: readonly ProcessRole[];
  /** Columns by table name; tables outside `public` with their schema in front. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Signatures by function name. */
  readonly functions: ReadonlyMap<string, readonly string[]>;
}

async function readCatalog(sql: postgres.Sql): Promise<Catalog> {
  const names = processRoles.map(roleName);
  const roles = await sql<{ name: string }[]>`
    select rolname as name from pg_roles where rolname = any(${names}::text[])`;
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name,
           array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname in ('public', 'drizzle') and c.relkind in ('r', 'p') and not c.relispartition
     group by 1`;
  const functions = await sql<{ name: string; signature: string }[]>`
    select p.proname as name, p.oid::regprocedure::text as signature
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'`;
  const signatures = new Map<string, string[]>();
  for (const { name, signature } of functions) {
    signatures.set(name, [...(signatures.get(name) ?? []), signature]);
  }
  return {
    roles: processRoles.filter((role) => roles.some(({ name }) => name === roleName(role))),
    tables: new Map(tables.map(({ name, columns }) => [name, columns])),
    functions: signatures,
  };
}

function tableStatements(grants: Grants, { roles, tables }: Catalog): string[] {
  return Object.entries(grants.tables).flatMap(([table, cells]) => {
    const columns = tables.get(table);
    if (!columns) return [];
    return roles.flatMap((role) => {
      const cell = cells[role];
      return (cell ? parsePrivileges(cell, columns) : []).map((privilege) => {
        const list = privilege.columns ? ` (${privilege.columns.map(quoted).join(", ")})` : "";
        return `grant ${privilege.verb}${list} on ${quoted(table)} to ${roleName(role)}`;
      });
    });
  });
}

function functionStatements(grants: Grants, { roles, functions }: Catalog): string[] {
  return Object.entries(grants.functions).flatMap(([name, allowed]) =>
    (functions.get(name) ?? []).flatMap((signature) => [
      // Names inside mean our tables, whatever the caller's path says or a temporary table is called.
      `alter function ${signature} security definer set search_path = public, pg_temp`,
      ...roles
        .filter((role) => allowed.includes(role))
        .map((role) => `grant execute on function ${signature} to ${roleName(role)}`),
    ]),
  );
}

/**
 * Makes the database grant exactly what the file says, to those of the roles that exist: everything is taken away
 * first, in the same transaction. Where no role exists every process connects as the owner.
 */
export async function applyGrants(sql: postgres.Sql, folder: string): Promise<void> {
  const grants = await readGrants(folder);
  const catalog = await readCatalog(sql);
  const reset = catalog.roles.flatMap((role) => {
    const name = roleName(role);
    return [
      `revoke all on all tables in schema public from ${name}`,
      `revoke all on all sequences in schema public from ${name}`,
      `revoke all on all functions in schema public from ${name}`,
      `grant usage on schema public, drizzle to ${name}`,
    ];
  });
  const sequences = Object.entries(grants.sequences).flatMap(([name, allowed]) =>
    catalog.roles
      .filter((role) => allowed.includes(role))
      .map((role) => `grant usage on sequence ${quoted(name)} to ${roleName(role)}`),
  );
  const statements = [
    // New tables are closed by themselves; new functions are open to everybody unless this is said.
    "alter default privileges revoke execute on functions from public",
    "revoke execute on all functions in schema public from public",
    ...reset,
    ...tableStatements(grants, catalog),
    ...sequences,
    ...functionStatements(grants, catalog),
  ];
  await sql.begin((tx) => tx.unsafe(statements.join(";\n")));
}
