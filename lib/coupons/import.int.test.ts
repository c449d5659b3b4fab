import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importLimits } from "#lib/coupons/contract.ts";
import { cancelImport, commitImport, undoImport } from "#lib/coupons/finish-import.ts";
import { generateImport } from "#lib/coupons/generate-import.ts";
import { readImport, rejectedCsv } from "#lib/coupons/list-imports.ts";
import { openCode } from "#lib/coupons/open-code.ts";
import { getPool } from "#lib/coupons/pools.ts";
import { advanceImport, runWaitingImports } from "#lib/coupons/run-imports.ts";
import { type Upload, uploadImport } from "#lib/coupons/upload-import.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { createBrand, createPool, testAccess, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, eventually, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let brandId: string;
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const deps = () => ({ sql: database.sql, masterSecret: testSecret });

beforeAll(async () => {
  database = await createTestDatabase();
  brandId = (await createBrand(database.sql)).id;
});
afterAll(() => database.drop());

async function* pieces(text: string | Uint8Array, size = 7_000): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const freshPool = async () => (await createPool(database.sql, brandId, 0)).id;
const upload = (poolId: string, text: string | Uint8Array, given: Partial<Upload> = {}) =>
  uploadImport(deps(), staff, {
    poolId,
    fileName: "codes.csv",
    bytesTotal: 0,
    body: pieces(text),
    ...given,
  });
const read = (importId: string) => readImport(database.sql, staff, { importId });
const checked = async (poolId: string, text: string) => {
  const { importId } = await upload(poolId, text);
  await advanceImport(deps(), importId);
  return importId;
};
const stored = async (poolId: string, text: string) => {
  const importId = await checked(poolId, text);
  await commitImport(deps(), staff, { importId });
  await advanceImport(deps(), importId);
  return importId;
};
const available = async (poolId: string) =>
  (await getPool(database.sql, staff, { poolId })).available;

const eventuallyCleared = (importId: string) =>
  eventually("the staged rows are cleared away", async () => {
    await runWaitingImports({ ...deps(), onError: () => undefined });
    const [left] = await database.sql`
      select count(*)::int as n from coupon_staging where import_id = ${importId}`;
    return left?.n === 0;
  });

describe("an upload", () => {
  it("is checked by cause with row numbers and stored whole", async () => {
    const poolId = await freshPool();
    await stored(await freshPool(), "code\nELSEWHERE-1\n");
    await stored(poolId, "code\nHERE-0001\n");
    const file = `code,note\nNEW-0001,a\nnew-0001,b\nHERE-0001,c\nELSEWHERE-1,d\n,e\nBÄD-1,f\n${"X".repeat(200)},g\nNEW-0002,h\n`;
    const importId = await checked(poolId, file);
    const dry = await read(importId);
    expect(dry).toMatchObject({ state: "checked", rowsTotal: 8, rowsNew: 2, rowsRejected: 6 });
    const rows = Object.fromEntries(dry.report.map(({ cause, rows: numbers }) => [cause, numbers]));
    expect(rows).toEqual({
      duplicate_in_file: [3],
      already_in_pool: [4],
      already_elsewhere: [5],
      empty: [6],
      bad_format: [7],
      too_long: [8],
    });
    expect(await available(poolId)).toBe(1);
    await commitImport(deps(), staff, { importId });
    await commitImport(deps(), staff, { importId });
    await Promise.all([advanceImport(deps(), importId), advanceImport(deps(), importId)]);
    await advanceImport(deps(), importId);
    expect(await read(importId)).toMatchObject({
      state: "committed",
      undoable: true,
      rowsStored: 2,
    });
    expect(await available(poolId)).toBe(3);
    let text = "";
    for await (const part of rejectedCsv(database.sql, staff, { importId })) text += part;
    expect(text.split("\r\n")[1]).toMatch(/^3,••••.*,duplicate_in_file,/);
    expect(text).not.toContain("NEW-0001");
  });

  it("opens to exactly the uploaded codes and shows none in any table", async () => {
    const poolId = await freshPool();
    const canaries = Array.from(
      { length: 50 },
      () => `CANARY${randomUUID().replaceAll("-", "").toUpperCase()}`,
    );
    await stored(poolId, `code\n${canaries.join("\n")}\n`);
    const ids = await database.sql<
      { id: string }[]
    >`select id from coupon where pool_id = ${poolId} order by id`;
    const opened = await Promise.all(
      ids.map(({ id }) => openCode(database.sql, testSecret, id, testAccess)),
    );
    expect(opened.sort()).toEqual([...canaries].sort());
    const tables = await database.sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public'`;
    const hits: string[] = [];
    for (const { name } of tables) {
      const [found] = await database.sql.unsafe(
        `select count(*)::int as n from "${name}" t where t::text ilike '%canary%' or t::text ilike '%${Buffer.from("CANARY").toString("hex")}%'`,
      );
      if (found?.n > 0) hits.push(name);
    }
    expect(hits).toEqual([]);
    // The search has teeth: it finds the word where it does stand.
    await database.sql`insert into setting (key, value) values ('probe', '"CANARY"'::jsonb)`;
    const [probe] =
      await database.sql`select count(*)::int as n from setting t where t::text ilike '%canary%'`;
    expect(probe?.n).toBe(1);
  });

  const bombs: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["a gzip file", gzipSync("code\nA\n"), "import_not_text"],
    ["a zip or xlsx file", Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]), "import_not_text"],
    ["NULs", "code\nA\0B\n", "import_not_text"],
    ["bytes that are no UTF-8", Uint8Array.from([0x41, 0xc3, 0x28, 0x0a]), "import_not_text"],
    ["one endless row", "A".repeat(300_000), "import_field_too_long"],
    ["a field over 512 bytes", `code,n\nA,${"é".repeat(300)}\n`, "import_field_too_long"],
    ["an unclosed quote", `code\n"A\n${"B\n".repeat(50_000)}`, "import_field_too_long"],
    ["a short unclosed quote", 'code\n"A\nB\n', "import_malformed"],
    ["ten thousand columns", `${"a,".repeat(10_000)}\n`, "import_malformed"],
    ["a row too many", "code\nA\nB\nC\nD\n", "import_too_many_rows"],
    ["a byte too many", `code\n${"A-1234567\n".repeat(60_000)}`, "import_too_large"],
  ];
  it.each(bombs)("with %s is refused and leaves nothing", async (name, text, code) => {
    const poolId = await freshPool();
    const limits = {
      ...importLimits,
      ...(name === "a row too many" && { rowsMax: 3 }),
      ...(name === "a byte too many" && { bytesMax: 500_000 }),
    };
    await expect(upload(poolId, text, { limits })).rejects.toMatchObject({ code });
    const [row] =
      await database.sql`select id, state, error from coupon_import where pool_id = ${poolId}`;
    expect(row).toMatchObject({ state: "failed", error: code });
    await eventuallyCleared(row?.id);
  });

  it("reads other delimiters, columns, quotes and a byte order mark", async () => {
    const poolId = await freshPool();
    const text = '\uFEFFname;"QUOTED ""X"" 1"\nother;SECOND-22\n';
    const options = { delimiter: ";", hasHeader: false, column: 1 } as const;
    const { importId } = await upload(poolId, text, { options });
    await advanceImport(deps(), importId);
    expect(await read(importId)).toMatchObject({ rowsNew: 2, rowsRejected: 0 });
  });
});

describe("two imports of one code", () => {
  it("cannot both store it: the second reads a new report instead", async () => {
    const [one, two] = [await freshPool(), await freshPool()];
    const first = await checked(one, "code\nRACED-0001\nONLY-ONE-1\n");
    const second = await checked(two, "code\nRACED-0001\nONLY-TWO-2\n");
    await commitImport(deps(), staff, { importId: first });
    await commitImport(deps(), staff, { importId: second });
    await Promise.all([advanceImport(deps(), first), advanceImport(deps(), second)]);
    const states = [await read(first), await read(second)];
    expect(states.map(({ state }) => state).sort()).toEqual(["checked", "committed"]);
    const loser = states.find(({ state }) => state === "checked");
    expect(loser).toMatchObject({ error: "import_changed", rowsNew: 1 });
    expect(loser?.report[0]).toMatchObject({ cause: "already_elsewhere", rows: [2] });
    expect((await available(one)) + (await available(two))).toBe(2);
  });
});

describe("undo and cancel", () => {
  it("takes an import back while none of its codes has left, and not after", async () => {
    const poolId = await freshPool();
    const importId = await stored(poolId, "code\nUNDO-0001\nUNDO-0002\n");
    await database.sql`update coupon set state = 'RESERVED', play_id = gen_random_uuid()
      where id = (select min(id) from coupon where import_id = ${importId})`;
    expect((await read(importId)).undoable).toBe(false);
    await expect(undoImport(deps(), staff, { importId })).rejects.toMatchObject({
      code: "import_not_undoable",
    });
    expect((await getPool(database.sql, staff, { poolId })).loaded).toBe(2);
    await database.sql`update coupon set state = 'AVAILABLE', play_id = null where import_id = ${importId}`;
    await undoImport(deps(), staff, { importId });
    expect((await getPool(database.sql, staff, { poolId })).loaded).toBe(0);
    expect((await read(importId)).state).toBe("undone");
    await stored(poolId, "code\nUNDO-0001\n");
    expect(await available(poolId)).toBe(1);
  });

  it("cancels what waits and clears it away", async () => {
    const importId = await checked(await freshPool(), "code\nCANCEL-01\n");
    await cancelImport(deps(), staff, { importId });
    await expect(commitImport(deps(), staff, { importId })).rejects.toMatchObject({
      code: "import_state",
    });
    await eventuallyCleared(importId);
  });

  it("ends an upload whose process died", async () => {
    const { importId } = await upload(await freshPool(), "code\nDEAD-0001\n");
    await database.sql`update coupon_import set state = 'uploading', heartbeat_at = now() - interval '2 minutes'
      where id = ${importId}`;
    await runWaitingImports({ ...deps(), onError: () => undefined });
    expect((await read(importId)).state).toBe("failed");
  });
});

describe("codes made from a pattern", () => {
  it("come in the number asked for, all different and well formed", async () => {
    const poolId = await freshPool();
    const { importId } = await generateImport(deps(), staff, {
      poolId,
      pattern: "ROAST-####-####",
      count: 1_000,
    });
    await advanceImport(deps(), importId);
    await commitImport(deps(), staff, { importId });
    await advanceImport(deps(), importId);
    expect(await available(poolId)).toBe(1_000);
    const [row] = await database.sql`select id, mask from coupon where pool_id = ${poolId} limit 1`;
    const code = await openCode(database.sql, testSecret, row?.id, testAccess);
    expect(code).toMatch(/^ROAST-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(row?.mask).toBe(`ROAST-••••-${code.slice(-4)}`);
  });

  it("are refused when guessing would pay", async () => {
    const poolId = await freshPool();
    const ask = generateImport(deps(), staff, { poolId, pattern: "ROAST-###", count: 1_000 });
    await expect(ask).rejects.toMatchObject({ code: "pattern_invalid" });
  });
});

describe("codes at rest", () => {
  it("do not open when a byte changed or the row was moved", async () => {
    const pool = await createPool(database.sql, brandId, 2);
    const [first = 0, second = 0] = pool.couponIds;
    await database.sql`update coupon set code_ct = set_byte(code_ct, 30, get_byte(code_ct, 30) # 1)
      where id = ${first}`;
    await expect(openCode(database.sql, testSecret, first, testAccess)).rejects.toThrow();
    await expect(openCode(database.sql, `${testSecret}x`, second, testAccess)).rejects.toThrow();
    expect(await openCode(database.sql, testSecret, second, testAccess)).toBe(pool.codes[1]);
  });
});
