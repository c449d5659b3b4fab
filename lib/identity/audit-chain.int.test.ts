import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sealPending, verifyAuditChain } from "#lib/identity/audit-chain.ts";
import { readAudit } from "#lib/identity/read-audit.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createTestDatabase, eventually, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function write(executor: Executor, subjectId: string): Promise<string> {
  await writeAudit(executor, {
    actor: { kind: "user", userId: randomUUID(), role: "admin", brandId: null },
    action: "campaign.published",
    subjectKind: "campaign",
    subjectId,
    before: { quantity: 0.1, name: "Größe" },
    after: null,
    requestId: "req",
  });
  const [row] = await executor<{ id: string }[]>`
    select id from audit_log where subject_id = ${subjectId}`;
  return row?.id ?? "";
}

/** Seals until nothing is open; other databases of the server may hold the horizon back for a moment. */
async function sealAll(): Promise<void> {
  await eventually("everything is sealed", async () => {
    await sealPending(database.sql);
    const [row] = await database.sql<{ open: number }[]>`
      select (select count(*) from audit_log where hash is null)::int as open`;
    return row?.open === 0;
  });
}

async function writeMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await write(database.sql, `s${i}`));
  await sealAll();
  return ids;
}

/** What a person with the table owner's rights could do. */
async function tamper(statement: string): Promise<void> {
  await database.sql.unsafe("alter table audit_log disable trigger user");
  await database.sql.unsafe(statement);
  await database.sql.unsafe("alter table audit_log enable trigger user");
}

test("an untouched chain verifies and holds every row once", async () => {
  await writeMany(12);
  await database.sql`
    insert into coupon_access (coupon_id, actor_kind, actor_id, purpose) values (1, 'player', 'p', 'reveal')`;
  await eventually("the access row is sealed", async () => (await sealPending(database.sql)) === 1);
  expect(await verifyAuditChain(database.sql, "audit_log")).toMatchObject({ ok: true, rows: 12 });
  expect(await verifyAuditChain(database.sql, "coupon_access")).toMatchObject({
    ok: true,
    rows: 1,
  });
});

test("a transaction that commits late is sealed later, never passed over", async () => {
  const older = await database.sql.reserve();
  await older`begin`;
  const lateId = await write(older, "late");
  const early = await write(database.sql, "early");
  await sealPending(database.sql);
  const sealed = async () =>
    (await database.sql<{ id: string }[]>`select id from audit_log where hash is not null`).map(
      ({ id }) => id,
    );
  // The open transaction is older, so even the committed row with the higher id has to wait.
  expect(Number(lateId)).toBeLessThan(Number(early));
  expect(await sealed()).toEqual([]);
  await older`commit`;
  older.release();
  await sealAll();
  expect(await sealed()).toHaveLength(2);
  expect(await verifyAuditChain(database.sql, "audit_log")).toMatchObject({ ok: true, rows: 2 });
});

test("a row whose id is lower but whose transaction began later follows in the chain and verifies", async () => {
  const first = await database.sql.reserve();
  const second = await database.sql.reserve();
  await first`begin`;
  await first`select pg_current_xact_id()`;
  await second`begin`;
  const lateId = await write(second, "younger transaction, lower id");
  const earlyId = await write(first, "older transaction, higher id");
  await first`commit`;
  await eventually("the older transaction's row is sealed", () => sealPending(database.sql));
  await second`commit`;
  first.release();
  second.release();
  expect(Number(lateId)).toBeLessThan(Number(earlyId));
  await sealAll();
  expect(await verifyAuditChain(database.sql, "audit_log")).toMatchObject({ ok: true, rows: 2 });
});

test.each([
  [
    "a changed byte",
    (ids: string[]) => `update audit_log set subject_id = 'x' where id = ${ids[4]}`,
    "changed",
    4,
  ],
  ["a deleted row", (ids: string[]) => `delete from audit_log where id = ${ids[4]}`, "missing", 5],
  ["a cut-off tail", (ids: string[]) => `delete from audit_log where id >= ${ids[6]}`, "cut", 5],
  [
    "two rows with each other's contents",
    (ids: string[]) =>
      `update audit_log a set subject_id = b.subject_id from audit_log b
       where (a.id, b.id) in ((${ids[2]}, ${ids[3]}), (${ids[3]}, ${ids[2]}))`,
    "changed",
    2,
  ],
  [
    "a row rewritten together with its own seal",
    (ids: string[]) =>
      `update audit_log set action = 'a.b', hash = sha256('forged') where id = ${ids[4]}`,
    "changed",
    4,
  ],
] as const)("%s is found and named", async (_what, statement, problem, at) => {
  const ids = await writeMany(8);
  await tamper(statement(ids));
  expect(await verifyAuditChain(database.sql, "audit_log")).toMatchObject({
    ok: false,
    problem,
    id: ids[at],
  });
});

test("the table itself refuses every change but the seal", async () => {
  const [id] = await writeMany(2);
  const { sql } = database;
  await expect(sql`update audit_log set action = 'x.y' where id = ${id ?? ""}`).rejects.toThrow(
    "append-only",
  );
  await expect(sql`delete from audit_log where id = ${id ?? ""}`).rejects.toThrow("append-only");
  await expect(sql`truncate audit_log`).rejects.toThrow("append-only");
});

test("an audit row lives and dies with its transaction", async () => {
  const { sql } = database;
  await expect(
    sql.begin(async (tx) => {
      await write(tx, "rolled back");
      throw new Error("the change failed");
    }),
  ).rejects.toThrow("the change failed");
  expect(await sql`select 1 from audit_log`).toHaveLength(0);
});

test("two sealers at once seal each row once", async () => {
  for (let i = 0; i < 40; i++) await write(database.sql, `s${i}`);
  await Promise.all(Array.from({ length: 6 }, () => sealPending(database.sql)));
  await sealAll();
  expect(await verifyAuditChain(database.sql, "audit_log")).toMatchObject({ ok: true, rows: 40 });
});

test("a page of the log names instants as such, newest first", async () => {
  const [, last] = [await write(database.sql, "first"), await write(database.sql, "last")];
  const actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null } as const;
  const rows = await readAudit(database.sql, actor, { limit: 10 });
  expect(rows.map(({ subjectId }) => subjectId)).toEqual(["last", "first"]);
  expect(rows[0]).toMatchObject({ id: Number(last), after: null, before: { name: "Größe" } });
  expect(rows[0]?.at).toBeInstanceOf(Date);
});
