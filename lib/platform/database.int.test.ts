import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase, type Sql } from "#lib/platform/database.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql`create table note (id int primary key)`;
});
afterAll(() => database.drop());

/** As many statements as fill the driver's pipeline on two connections, then transactions; answers those that failed. */
async function burst(sql: Sql): Promise<unknown[]> {
  await Promise.all([0, 1].map(() => sql`select pg_sleep(0.05)`.execute()));
  const waits = [0, 1].map(() => sql`select pg_sleep(0.05)`.execute());
  const reads = Array.from({ length: 198 }, () => sql`select 1`.execute());
  const changes = Promise.allSettled(
    Array.from({ length: 20 }, () => sql.begin((tx) => tx`select 2`)),
  );
  await Promise.allSettled([...waits, ...reads]);
  const settled = await changes;
  return settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
}

it("opens every transaction on a connection of its own, whatever else is sent at once", async () => {
  const own = openDatabase(database.url, { max: 2, applicationName: "burst" });
  try {
    expect(await burst(own.sql)).toEqual([]);
    await Promise.all(
      Array.from({ length: 100 }, (_, id) => own.sql`insert into note values (${id})`),
    );
    const [row] = await database.sql`select count(*)::int as n from note`;
    expect(row).toEqual({ n: 100 });
    const open = await database.sql`
      select 1 from pg_stat_activity where application_name = 'burst' and state like 'idle in transaction%'`;
    expect(open).toHaveLength(0);
  } finally {
    await own.close();
  }
}, 60_000);

it("does not with the driver's own bound (the control)", async () => {
  const bounded = postgres(database.url, { max: 2, onnotice: () => undefined });
  expect(await burst(bounded)).toContainEqual(
    expect.objectContaining({ code: "UNSAFE_TRANSACTION" }),
  );
  await bounded.end({ timeout: 1 });
}, 60_000);
