import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { genesisOf, sealOf, sealPending, verifyAuditChain } from "#lib/identity/audit-chain.ts";
import { auditKey, headsFile, signFileAgain } from "#lib/identity/audit-heads-file.ts";
import { signAuditHeads } from "#lib/identity/sign-audit-heads.ts";
import { eachSealed } from "#lib/identity/store-seals.ts";
import { verifyAudit } from "#lib/identity/verify-audit.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, eventually, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let folder: string;
let nowMs: number;
const hourMs = 3_600_000;
const system = { kind: "system" } as const;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = join(await mkdtemp(join(tmpdir(), "frolic-heads-")), "audit-heads");
  nowMs = Date.parse("2026-11-23T05:00:00Z");
});
afterEach(async () => {
  await database.drop();
  await rm(join(folder, ".."), { recursive: true, force: true });
});

async function writeRows(count: number): Promise<void> {
  const { sql } = database;
  for (let i = 0; i < count; i++) {
    const subject = { subjectKind: "game", subjectId: randomUUID() };
    await writeAudit(sql, { actor: system, action: "game.paused", ...subject });
  }
  await eventually("everything is sealed", async () => {
    await sealPending(sql);
    const [row] = await sql`select count(*)::int as open from audit_log where hash is null`;
    return row?.open === 0;
  });
}

const sign = (masterSecret = testSecret) =>
  signAuditHeads(database.sql, { masterSecret, folder, nowMs });
const verify = async (masterSecret = testSecret) => {
  const [audit] = await verifyAudit({ sql: database.sql, masterSecret, folder }, system);
  return audit;
};
const path = () => headsFile(folder, auditKey(testSecret));
const lines = async () => (await readFile(path(), "utf8")).trimEnd().split("\n");

/** Six rows in two hours, the head signed after each three. */
async function twoHours(): Promise<void> {
  await writeRows(3);
  await sign();
  nowMs += hourMs;
  await writeRows(3);
  await sign();
}

/** With the owner's rights: rows are changed or taken away, and the rest is sealed as if nothing had been. */
async function forge(statement: string): Promise<void> {
  const { sql } = database;
  await sql.unsafe("alter table audit_log disable trigger user");
  await sql.unsafe(statement);
  let previous = genesisOf("audit_log");
  let rows = 0;
  for await (const row of eachSealed(sql, "audit_log")) {
    const hash = sealOf(previous, row);
    await sql`update audit_log set prev_hash = ${previous}, hash = ${hash} where id = ${row.id}`;
    previous = hash;
    rows += 1;
  }
  await sql`update seal_head set rows = ${rows}, hash = ${previous} where chain = 'audit_log'`;
  await sql.unsafe("alter table audit_log enable trigger user");
  // The control: by its own seals the forged chain is as good as the true one.
  expect(await verifyAuditChain(sql, "audit_log")).toMatchObject({ ok: true, rows });
}

describe("heads of the audit chain", () => {
  it("are signed once an hour when there is news, and an untouched chain agrees with all", async () => {
    await writeRows(3);
    expect(await Promise.all([sign(), sign()])).toContain(1);
    await writeRows(1);
    expect(await sign()).toBe(0);
    nowMs += hourMs;
    expect(await sign()).toBe(1);
    nowMs += hourMs;
    expect(await sign()).toBe(0);
    expect(await lines()).toHaveLength(2);
    await writeRows(2);
    expect(await verify()).toEqual({ ok: true, table: "audit_log", rows: 6, signed: 2 });
  });

  it("show a chain that was cut or written anew with its seals, and are not signed over it", async () => {
    await twoHours();
    nowMs += hourMs;
    const broken = (problem: string, id: string | null, hour: string) => ({
      ...{ ok: false, table: "audit_log", problem, id },
      signedAt: `2026-11-23T${hour}:00:00.000Z`,
    });
    await forge("update audit_log set action = 'a.b' where id = 5");
    expect(await verify()).toEqual(broken("rewritten", "6", "06"));
    await expect(sign()).rejects.toThrow(/does not continue/);
    // The control: what was there before agrees again.
    await forge("update audit_log set action = 'game.paused' where id = 5");
    expect(await verify()).toMatchObject({ ok: true, signed: 2 });
    await forge("delete from audit_log where id > 4");
    expect(await verify()).toEqual(broken("cut", "4", "06"));
    await expect(sign()).rejects.toThrow(/6 rows were signed/);
    await forge("delete from audit_log where id = 2");
    expect(await verify()).toEqual(broken("rewritten", "4", "05"));
    await forge("delete from audit_log");
    expect(await verify()).toEqual(broken("cut", null, "05"));
    expect(await lines()).toHaveLength(2);
  });

  it("grow from the last whole line after a crash, tell a changed line, and follow the master secret", async () => {
    await twoHours();
    await appendFile(path(), '{"chain":"audit_log","ro');
    nowMs += hourMs;
    await writeRows(1);
    await sign();
    const [first = "", second = "", third = ""] = await lines();
    expect(await verify()).toMatchObject({ ok: true, signed: 3 });
    await writeFile(path(), `${first}\n${third}\n`);
    await expect(verify()).rejects.toThrow("line 2");
    await writeFile(path(), `${first}\n${second.replace('"rows":6', '"rows":5')}\n${third}\n`);
    await expect(verify()).rejects.toThrow("line 2");
    await expect(sign()).rejects.toThrow("line 2");
    await writeFile(path(), `${first}\n${second}\n${third}\n`);

    // After a change of the master secret: what the old one signed, and nothing else.
    const next = "the secret after the change, long enough too";
    const change = { previous: testSecret, next };
    expect(await signFileAgain(folder, change)).toBe(3);
    expect(await signFileAgain(folder, change)).toBe(0);
    expect(await verify(next)).toMatchObject({ ok: true, signed: 3 });
    await writeFile(path(), (await lines()).reverse().join("\n"));
    const other = { previous: testSecret, next: `${next} and another` };
    await expect(signFileAgain(folder, other)).rejects.toThrow("line 1");
  });
});
