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

it("clears the staged rows of an import that is gone", async () => {
  const gone = randomUUID();
  await database.sql`insert into coupon_staging (import_id, row, cause) values (${gone}, 1, 'empty')`;
  await deleteSpentStaging(database.sql, 100);
  const [left] = await database.sql`
    select count(*)::int as n from coupon_staging where import_id = ${gone}`;
  expect(left?.n).toBe(0);
});
