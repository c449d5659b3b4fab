import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteSpentStaging } from "#lib/coupons/store-staging.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createBrand, createPool } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

// What foreign keys would hold, held a statement at a time.

let database: TestDatabase;
let brandId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  brandId = (await createBrand(database.sql)).id;
});
afterAll(() => database.drop());

const insertCoupons = (db: Executor, pools: readonly string[]) =>
  db`
    insert into coupon (pool_id, brand_id, code_ct, code_hmac, key_id, mask)
    select p.id, ${brandId}, '\\x00', decode(p.hash, 'hex'), 1, '••••'
    from unnest(${[...pools]}::uuid[], ${pools.map(() => randomBytes(8).toString("hex"))}::text[]) as p (id, hash)`;
const emptyPool = async () => (await createPool(database.sql, brandId, 0)).id;

describe("a coupon", () => {
  it("cannot come into a pool that does not exist, not even among others that do", async () => {
    const pool = await emptyPool();
    await expect(insertCoupons(database.sql, [pool, randomUUID(), pool])).rejects.toMatchObject({
      code: "23503",
    });
    await insertCoupons(database.sql, [pool, pool]);
  });

  it("stays in its pool", async () => {
    const [one, two] = [await emptyPool(), await emptyPool()];
    await insertCoupons(database.sql, [one]);
    const move = database.sql`update coupon set pool_id = ${two} where pool_id = ${one}`;
    await expect(move).rejects.toMatchObject({ code: "23001" });
  });

  it("has a play of its own, and free ones have none", async () => {
    const pool = await emptyPool();
    await insertCoupons(database.sql, [pool, pool, pool]);
    const give = database.sql`
      update coupon set state = 'RESERVED', play_id = ${randomUUID()} where pool_id = ${pool}`;
    await expect(give).rejects.toMatchObject({ code: "23505" });
  });
});

describe("a pool", () => {
  it("is not deleted while it has coupons", async () => {
    const pool = await emptyPool();
    await insertCoupons(database.sql, [pool]);
    const drop = () => database.sql`delete from coupon_pool where id = ${pool}`;
    await expect(drop()).rejects.toMatchObject({ code: "23503" });
    await database.sql`delete from coupon where pool_id = ${pool}`;
    await drop();
  });

  it("is not deleted under a transaction that fills it", async () => {
    const pool = await emptyPool();
    await database.sql.begin(async (tx) => {
      await insertCoupons(tx, [pool]);
      const drop = database.sql.begin(async (other) => {
        await other`set local lock_timeout = '200ms'`;
        await other`delete from coupon_pool where id = ${pool}`;
      });
      await expect(drop).rejects.toMatchObject({ code: "55P03" });
    });
  });
});

describe("clearing up", () => {
  const staged = async (importId: string) => {
    const rows = await database.sql<{ row: number }[]>`
      select row from coupon_staging where import_id = ${importId} order by row`;
    return rows.map(({ row }) => row);
  };
  const importIn = async (state: string, committedAt: string | null = null) => {
    const [made] = await database.sql<{ id: string }[]>`
      insert into coupon_import (pool_id, file_name, state, committed_at)
      values (${await emptyPool()}, 'codes.csv', ${state}::text::coupon_import_state, ${committedAt}) returning id`;
    const id = made?.id ?? "";
    await stage(id);
    return id;
  };
  const stage = (id: string) => database.sql`
    insert into coupon_staging (import_id, row, cause) values (${id}, 1, null), (${id}, 2, 'empty')`;

  it("takes what is over, an import after the other, and nothing else", async () => {
    const gone = randomUUID();
    await stage(gone);
    const over = [await importIn("failed"), await importIn("committed", "2020-01-01"), gone];
    const going = [await importIn("uploading"), await importIn("checked")];
    const reported = await importIn("committed", new Date().toISOString());
    expect(await deleteSpentStaging(database.sql, 1)).toBe(1);
    while ((await deleteSpentStaging(database.sql, 3)) > 0);
    expect(await Promise.all(over.map(staged))).toEqual([[], [], []]);
    expect(await Promise.all(going.map(staged))).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(await staged(reported)).toEqual([2]);
  });
});
