import { readFile } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProcessRole, processRoles, readGrants, roleName } from "#lib/platform/grants.ts";
import { createLiveGame } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
const pools = new Map<ProcessRole, postgres.Sql>();

beforeAll(async () => {
  database = await createTestDatabase();
  await createLiveGame(database.sql);
  for (const role of processRoles) {
    pools.set(role, postgres(database.urlAs(role), { max: 1, onnotice: () => undefined }));
  }
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await database.drop();
});

function as(role: ProcessRole): postgres.Sql {
  const pool = pools.get(role);
  if (!pool) throw new Error(`no pool for ${role}`);
  return pool;
}

async function outcome(sql: postgres.Sql, statement: string): Promise<string> {
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(statement);
      throw new Error("undo");
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    return "done";
  }
  return "done";
}

const denied = "42501";

describe("a process may do in the database what its role may", () => {
  it("runs as its own role", async () => {
    for (const role of processRoles) {
      const [row] = await as(role)`select current_user as name, session_user as login`;
      expect(row?.name).toBe(roleName(role));
      expect(row?.login).toBe(roleName(role));
    }
  });

  it.each([
    ["web", "select seed_ct from game"],
    ["web", "select * from game"],
    ["web", "select code_ct from coupon"],
    ["web", "copy coupon to stdout"],
    ["web", "select code_ct from coupon_staging"],
    [
      "web",
      "insert into coupon_access (coupon_id, actor_kind, actor_id, purpose) values (1, 'a', 'b', 'c')",
    ],
    ["web", "update game set commitment = null"],
    ["web", "update game set last_seq = 0"],
    ["web", "create table mine (id int)"],
    ["web", "set role frolic"],
    ["web", "select void_play(gen_random_uuid(), 0::smallint, gen_random_uuid())"],
    ["gateway", "select seed_ct from game"],
    ["gateway", "select code_ct from coupon"],
    ["gateway", "select password from account"],
    ["gateway", "select plan from game_plan"],
    ["gateway", "insert into play_key select * from play_key"],
    ["gateway", "update game set last_seq = 0"],
    ["gateway", "select void_play(gen_random_uuid(), 0::smallint, gen_random_uuid())"],
    ["gateway", "select remove_demo()"],
    ["web", "select wipe_plays('{}')"],
    ["gateway", "select analyze_grown()"],
    ["worker", "select code_ct from coupon"],
    ["worker", "select * from open_coupon(1, 'a', 'b', 'c')"],
    ["worker", "update game set seed_ct = null"],
    ["worker", "select password from account"],
    ["worker", 'select email from "user"'],
  ] as const)("%s is refused: %s", async (role, statement) => {
    const owner = await outcome(database.sql, statement);
    const refusal = await outcome(as(role), statement);
    expect(refusal).toBe(denied);
    // Whatever else it says, to the owner it does not say that.
    if (!statement.startsWith("set role")) expect(owner).not.toBe(denied);
  });

  const appendOnly = [
    "play_result",
    "chain_entry",
    "audit_log",
    "coupon_access",
    "coupon_event",
    "play",
    "play_key",
    "chain_signature",
  ];
  const changes = (table: string) => [
    `update ${table} set ${{ audit_log: "action = ''", coupon_access: "purpose = ''", coupon_event: "kind = ''" }[table] ?? "game_id = game_id"}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ];
  it.each(appendOnly.flatMap(changes))("nobody but the owner: %s", async (statement) => {
    for (const role of processRoles) expect(await outcome(as(role), statement)).toBe(denied);
    expect(await outcome(database.sql, statement)).not.toBe(denied);
  });

  it("lets the worker read the seed and the owner everything", async () => {
    expect(await outcome(as("worker"), "select seed_ct from game")).toBe("done");
    expect(await outcome(database.sql, "select seed_ct, commitment from game")).toBe("done");
    expect(await outcome(as("web"), "select id, commitment, state from game")).toBe("done");
  });
});

describe("the file of grants", () => {
  it("names every table, and no other", async () => {
    const { tables } = await readGrants("drizzle");
    const rows = await database.sql<{ name: string }[]>`
      select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and not c.relispartition`;
    const found = [...rows.map(({ name }) => name), "drizzle.__drizzle_migrations"].sort();
    expect(found).toEqual(Object.keys(tables).sort());
  });

  it("opens no function that is not in it", async () => {
    const { functions } = await readGrants("drizzle");
    const rows = await database.sql<
      { name: string; definer: boolean; config: string[] | null; roles: string[] }[]
    >`
      select p.proname as name, p.prosecdef as definer, p.proconfig as config,
             array(select r from unnest(${processRoles.map(roleName)}::text[]) r
                    where has_function_privilege(r, p.oid, 'execute')) as roles
        from pg_proc p where p.pronamespace = 'public'::regnamespace`;
    for (const { name, definer, config, roles } of rows) {
      const allowed = functions[name];
      expect([name, roles.sort()]).toEqual([name, (allowed ?? []).map(roleName).sort()]);
      expect([name, definer]).toEqual([name, allowed !== undefined]);
      if (allowed) expect(config).toContain("search_path=public, pg_temp");
    }
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(functions)));
  });

  it("is the whole of what the roles may do", async () => {
    const [row] = await database.sql<{ summary: string }[]>`
      select string_agg(line, E'\n' order by line) as summary from (
        select distinct r || ' ' || c.relname || ' ' || p as line
          from pg_class c, unnest(${processRoles.map(roleName)}::text[]) r,
               unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) p
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and (has_table_privilege(r, c.oid, p)
             or (p in ('INSERT', 'UPDATE') and has_any_column_privilege(r, c.oid, p)))) lines`;
    await expect(`${row?.summary}\n`).toMatchFileSnapshot("grants.snapshot.txt");
  });

  it("leaves a new table closed to all", async () => {
    await database.sql`create table afterthought (id int)`;
    for (const role of processRoles)
      expect(await outcome(as(role), "select * from afterthought")).toBe(denied);
    await database.sql`drop table afterthought`;
  });
});

it("roles.sql makes the same roles", async () => {
  const text = await readFile("deploy/roles.sql", "utf8");
  for (const role of processRoles) expect(text).toContain(`'${roleName(role)}'`);
});
