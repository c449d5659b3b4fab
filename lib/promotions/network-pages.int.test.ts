import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import type { Sql } from "#lib/platform/database.ts";
import { blockServer } from "#lib/promotions/block-server.ts";
import { changeServerTerms, unblockServer } from "#lib/promotions/change-server.ts";
import {
  allocationOverview,
  getAllocationRun,
  nameChanges,
} from "#lib/promotions/network-allocation.ts";
import { networkNeeds } from "#lib/promotions/network-needs.ts";
import { getNetworkPromotion, listNetworkPromotions } from "#lib/promotions/network-promotions.ts";
import {
  getNetworkServer,
  listNetworkServers,
  networkHealth,
} from "#lib/promotions/network-servers.ts";
import { previewAllocation } from "#lib/promotions/preview-allocation.ts";
import { runAllocation } from "#lib/promotions/run-allocation.ts";
import { createBrand } from "#lib/testing/factories.ts";
import {
  addPromoServers,
  addPromotion,
  allocationDeps,
  emptyNetwork,
} from "#lib/testing/promotion-network.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let sql: Sql;
let servers: string[];

const staff: Actor = {
  kind: "user",
  userId: "00000000-0000-4000-8000-00000000000a",
  role: "admin",
  brandId: null,
};
const ofBrand = (brandId: string): Actor => ({ ...staff, role: "brand", brandId });

beforeAll(async () => {
  database = await createTestDatabase();
  sql = database.sql;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptyNetwork(sql);
  servers = await addPromoServers(sql, 6);
});

const first = () => servers[0] ?? "";
const seen = (serverId: string, ago: string) => sql`
  update promo_server set last_seen_at = now() - ${ago}::text::interval where id = ${serverId}`;

test("health is told by the last sign of life, and a filter does not change the counts", async () => {
  await seen(servers[0] ?? "", "61 minutes");
  await seen(servers[1] ?? "", "25 hours");
  await sql`update promo_server set blocked_at = now() where id = ${servers[2] ?? ""}`;
  await sql`update promo_server set unregistered_at = now(), slot = null where id = ${servers[3] ?? ""}`;
  await seen(servers[4] ?? "", "59 minutes");

  const all = await listNetworkServers(sql, staff);
  expect(all.counts).toEqual({ ok: 2, quiet: 1, lost: 1, blocked: 1, gone: 1 });
  expect(all.rows.map(({ health }) => health).sort()).toEqual([
    ...["blocked", "lost", "ok", "ok", "quiet"],
  ]);
  expect(all.total).toBe(5);
  const lost = await listNetworkServers(sql, staff, { healths: ["lost"] });
  expect([lost.total, lost.rows[0]?.id, lost.counts.ok]).toEqual([1, servers[1], 2]);

  const health = await networkHealth(sql, staff);
  expect(health.silent.map(({ id }) => id)).toEqual([servers[1], servers[0]]);
  expect(health.seenByHour.reduce((sum, each) => sum + each, 0)).toBe(4);
  expect((await networkNeeds(sql, staff)).silent.count).toBe(2);
});

test("a page of the list goes on where the one before ended", async () => {
  const pages = await Promise.all(
    [1, 2, 3].map((page) => listNetworkServers(sql, staff, { page, pageSize: 2 })),
  );
  expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id)).sort()).toEqual([...servers].sort());
});

test("the terms of a promo server are kept, blocking takes it out and unblocking lets it in", async () => {
  const terms = { name: "The big one", manualWeight: 3.5, batchMax: 7, postsPerDayMax: 12 };
  await changeServerTerms({ sql }, staff, {
    ...terms,
    serverId: first(),
    blockedCategories: ["casino"],
  });
  expect(await getNetworkServer(sql, staff, { serverId: first() })).toMatchObject({
    ...terms,
    blockedCategories: ["casino"],
    messagesBetween: 0,
  });

  await blockServer({ sql }, staff, { serverId: first(), reason: "Spam" });
  const blocked = await getNetworkServer(sql, staff, { serverId: first() });
  expect([blocked.health, blocked.blockedReason]).toEqual(["blocked", "Spam"]);
  expect(await unblockServer({ sql }, staff, { serverId: first() })).toBe(true);
  expect(await unblockServer({ sql }, staff, { serverId: first() })).toBe(false);
  expect((await getNetworkServer(sql, staff, { serverId: first() })).health).toBe("ok");
  const wants = await sql`select trigger from allocation_want order by id`;
  expect(wants.map(({ trigger }) => trigger)).toEqual(["weight", "promo_server", "promo_server"]);
});

test("a brand finds what was booked for it, and neither drafts nor others' promotions", async () => {
  const [mine, other] = [await createBrand(sql), await createBrand(sql)];
  const booked = await addPromotion(sql, { servers: 3 });
  const draft = await addPromotion(sql, { servers: 3 });
  const foreign = await addPromotion(sql, { servers: 3 });
  await sql`update promotion set brand_id = ${mine.id} where id in (${booked}, ${draft})`;
  await sql`update promotion set brand_id = ${other.id} where id = ${foreign}`;
  await sql`update promotion set state = 'draft' where id = ${draft}`;

  const list = await listNetworkPromotions(sql, ofBrand(mine.id));
  expect(list.rows.map(({ id }) => id)).toEqual([booked]);
  expect(list.total).toBe(1);
  for (const promotionId of [draft, foreign]) {
    await expect(getNetworkPromotion(sql, ofBrand(mine.id), { promotionId })).rejects.toMatchObject(
      { code: "promotion_not_found" },
    );
  }
  expect((await listNetworkPromotions(sql, staff)).total).toBe(3);
});

test("a preview is named, a run keeps its diff, and what is short says why", async () => {
  const fits = await addPromotion(sql, { servers: 4 });
  const tooMany = await addPromotion(sql, { servers: 9 });
  const diff = await previewAllocation(allocationDeps(sql), staff);
  const lines = await nameChanges(sql, staff, diff);
  expect(lines).toHaveLength(10);
  expect(lines.every(({ added }) => added)).toBe(true);
  expect((await allocationOverview(sql, staff)).last).toBeNull();

  await runAllocation(allocationDeps(sql), { trigger: "manual" });
  const overview = await allocationOverview(sql, staff);
  expect(overview.last).toMatchObject({ version: 1, added: 10, removed: 0, shortfall: 3 });
  const held = overview.batchSizes.reduce((sum, { size, servers: n }) => sum + size * n, 0);
  expect(held).toBe(10);
  expect(overview.nextAllocationAt).not.toBeNull();

  const run = await getAllocationRun(sql, staff, { version: 1 });
  expect([run.changes.length, run.changesTotal]).toEqual([10, 10]);
  expect(run.short).toMatchObject([{ promotionId: tooMany, missing: 3 }]);
  expect(run.short[0]?.reason).toMatch(/\w/);
  const short = await getNetworkPromotion(sql, staff, { promotionId: tooMany });
  expect(short).toMatchObject({ isShort: true, placed: 6, shortReason: run.short[0]?.reason });
  const whole = await getNetworkPromotion(sql, staff, { promotionId: fits });
  expect(whole).toMatchObject({ isShort: false, placed: 4, shortReason: null });
  expect((await networkNeeds(sql, staff)).short).toMatchObject([{ id: tooMany, held: 6 }]);
  await expect(getAllocationRun(sql, staff, { version: 99 })).rejects.toMatchObject({
    code: "not_found",
  });
});
