import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import { openDatabase, type Sql } from "#lib/platform/database.ts";
import { parseEnv } from "#lib/platform/env.ts";
import { openRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { allocateNow } from "#lib/promotions/allocate-now.ts";
import { bookPromotion } from "#lib/promotions/book-promotion.ts";
import { changeTexts } from "#lib/promotions/change-promotion.ts";
import { previewAllocation } from "#lib/promotions/preview-allocation.ts";
import { testSecret } from "#lib/testing/factories.ts";
import {
  addPromoServers,
  addPromotion,
  allocationDeps,
  emptyNetwork,
} from "#lib/testing/promotion-network.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { rebalancerRole } from "#workers/roles/rebalancer.ts";

let database: TestDatabase;
let sql: Sql;
let redis: TestRedis;
const runtimes: Runtime[] = [];
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };

beforeAll(async () => {
  database = await createTestDatabase();
  sql = database.sql;
  redis = await startTestRedis();
  const env = parseEnv({
    DATABASE_URL: database.urlAs("worker"),
    REDIS_URL: redis.url,
    FROLIC_SECRET: testSecret,
    LOG_LEVEL: "silent",
  });
  for (let count = 0; count < 2; count += 1) {
    runtimes.push(await openRuntime({ name: "worker", env, poolMax: 4 }));
  }
});
afterAll(async () => {
  for (const runtime of runtimes) await runtime.close();
  await redis.stop();
  await database.drop();
});
beforeEach(() => emptyNetwork(sql));

const placed = async (id: string) =>
  (await sql`select 1 from placement where promotion_id = ${id}`).length;
const runs = async () =>
  (
    await sql<{ version: number; trigger: string }[]>`
    select version::int as version, trigger from allocation_run order by version`
  ).map((row) => ({
    ...row,
  }));

it("allocates what facts ask for, moves promotions on, and is taken over by the next worker", async () => {
  await addPromoServers(sql, 8);
  const roles = [rebalancerRole(), rebalancerRole()];
  for (const [index, role] of roles.entries()) {
    const runtime = runtimes[index];
    if (runtime) await role.start(runtime);
  }
  try {
    await eventually("the first allocation", async () => (await runs()).length === 1);
    const web = openDatabase(database.urlAs("web"), { max: 2 });
    const booked = await bookPromotion({ sql: web.sql }, marketer, {
      ...{ appId: "tangle", appName: "Tangle", shortDescription: "A knot", tier: "standard" },
      ...{ servers: 3, ctaUrl: "https://example.com", startsAt: "2026-01-01T00:00:00Z" },
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
      variants: [{ messageTemplate: "A knot a day" }],
    });
    await eventually("the booking placed", async () => (await placed(booked.promotionId)) === 3);
    const silent = await sql`
      update promo_server set last_seen_at = now() - interval '2 hours'
      where id = (select server_id from placement limit 1) returning id`;
    expect(silent).toHaveLength(1);
    await eventually("the silent one's placement given to another", async () => {
      const [row] = await sql`
        select count(*)::int as n, count(*) filter (where server_id = ${silent[0]?.id})::int as old
        from placement`;
      return row?.n === 3 && row.old === 0;
    });
    const told = await sql`select 1 from outbox_event where type = 'promo_server.offline'`;
    expect(told).toHaveLength(1);
    await roles[0]?.stop();
    const soon = await addPromotion(sql, { servers: 2, state: "scheduled" });
    await eventually("the scheduled one live and placed", async () => (await placed(soon)) === 2);
    const all = await runs();
    expect(all.map(({ version }) => version)).toEqual(all.map((_, index) => index + 1));
    expect(all.map(({ trigger }) => trigger)).toEqual([
      ...["schedule", "promotion", "promo_server", "promotion"],
    ]);
    await web.close();
  } finally {
    for (const role of roles.slice(1)) await role.stop();
  }
}, 90_000);

it("needs no more rights than the web process has for everything that staff do", async () => {
  await addPromoServers(sql, 5);
  const promotionId = await addPromotion(sql, { servers: 4 });
  const web = openDatabase(database.urlAs("web"), { max: 2 });
  const deps = allocationDeps(web.sql);
  const { added, version } = await previewAllocation(deps, marketer);
  expect(added).toHaveLength(4);
  await allocateNow(deps, marketer, { expectedVersion: version });
  await changeTexts(deps, marketer, { promotionId, appName: "Another name" });
  await allocateNow(deps, marketer);
  expect(await placed(promotionId)).toBe(4);
  await web.close();
});
