import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commitImport } from "#lib/coupons/finish-import.ts";
import { generateImport } from "#lib/coupons/generate-import.ts";
import { readImport } from "#lib/coupons/list-imports.ts";
import { getPool } from "#lib/coupons/pools.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { parseEnv } from "#lib/platform/env.ts";
import { openRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { createBrand, createPool, testSecret } from "#lib/testing/factories.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { couponImportRole } from "#workers/roles/coupon-import.ts";

let database: TestDatabase;
let redis: TestRedis;
let runtime: Runtime;
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startTestRedis();
  const settings = {
    DATABASE_URL: database.urlAs("worker"),
    REDIS_URL: redis.url,
    FROLIC_SECRET: testSecret,
    LOG_LEVEL: "silent",
  };
  runtime = await openRuntime({ name: "worker", env: parseEnv(settings) });
});
afterAll(async () => {
  await runtime.close();
  await redis.stop();
  await database.drop();
});

it("carries an import from order to stock with two workers at it", async () => {
  const { sql } = database;
  const roles = [couponImportRole(), couponImportRole()];
  for (const role of roles) await role.start(runtime);
  const brand = await createBrand(sql);
  const { id: poolId } = await createPool(sql, brand.id, 0);
  const order = { poolId, pattern: "W-########", count: 12_000 };
  const { importId } = await generateImport({ sql }, staff, order);
  const state = (wanted: string) =>
    eventually(`the import is ${wanted}`, async () => {
      const row = await readImport(sql, staff, { importId });
      return row.state === wanted ? row : undefined;
    });
  expect(await state("checked")).toMatchObject({ rowsTotal: 12_000, rowsNew: 12_000 });
  await commitImport({ sql }, staff, { importId });
  expect(await state("committed")).toMatchObject({ rowsStored: 12_000, undoable: true });
  expect(await getPool(sql, staff, { poolId })).toMatchObject({
    loaded: 12_000,
    available: 12_000,
  });
  for (const role of roles) await role.stop();
});
