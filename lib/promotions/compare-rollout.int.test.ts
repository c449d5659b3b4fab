import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import { compareRollout } from "#lib/promotions/compare-rollout.ts";
import { setRollout } from "#lib/promotions/network-settings.ts";
import { isDistributed } from "#lib/promotions/rollout.ts";
import { botCaller, createBotOwner, registration } from "#lib/testing/bot-fixture.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { createPromotion } from "#lib/testing/promotion-rows.ts";

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await createTestRuntime();
});
afterAll(() => runtime.close());

const staff: Actor = {
  kind: "user",
  userId: "00000000-0000-4000-8000-000000000001",
  role: "admin",
  brandId: null,
};

test("both populations are counted by what their promo servers fetched and posted since the change", async () => {
  const { sql } = runtime.database;
  const { key } = await createBotOwner(sql);
  const call = botCaller(runtime);
  const bodies = Array.from({ length: 20 }, (_, n) => registration(`compared-${n}`));
  for (const body of bodies) await call("registerServer", { key, body });
  const [first = { serverUuid: "" }] = bodies;
  const promotion = await createPromotion(sql);
  let told = 0;
  const round = async () => {
    for (const { serverUuid } of bodies) {
      const path = `getServerCampaigns?serverUuid=${serverUuid}`;
      const fetched = await call(path, { key });
      await call(path, { key, headers: { "if-none-match": fetched.headers.get("etag") ?? "" } });
      const timestamp = Math.floor(Date.now() / 1000);
      const event = {
        serverUuid,
        campaignId: promotion.campaignId,
        eventType: "POSTED",
        timestamp,
      };
      await call("trackPromotionEvent", { key, body: { ...event, messageId: `m${++told}` } });
    }
  };
  await round();
  const { since } = await setRollout({ sql }, staff, { percent: 40 });
  expect(await setRollout({ sql }, staff, { percent: 40 })).toMatchObject({ since });
  const empty = await compareRollout(sql, staff);
  expect(empty.distributed.fetches + empty.whole.fetches).toBe(0);
  expect(empty.whole.bytesPerFetch).toBeNull();
  await sql`update promo_server set last_seen_at = now() - interval '2 hours' where id = ${first.serverUuid}`;
  const silent = await compareRollout(sql, staff);
  expect(silent.distributed.online + silent.whole.online).toBe(19);
  await round();
  await sql`insert into promo_complaint (server_id, kind) values (${first.serverUuid}, 'MUTE')`;
  const { distributed, whole, ...view } = await compareRollout(sql, staff);
  const inBatches = bodies.filter(({ serverUuid }) => isDistributed(serverUuid, 40)).length;
  expect(view).toMatchObject({ percent: 40, since });
  expect(distributed).toMatchObject({ servers: inBatches, fetches: 2 * inBatches });
  expect(whole).toMatchObject({ servers: 20 - inBatches, notModified: 20 - inBatches });
  // The list of everything carries the promotion, an own batch does not: nothing was allocated here.
  expect(whole.bytesPerFetch).toBeGreaterThan(distributed.bytesPerFetch ?? Number.NaN);
  expect([distributed.posts, whole.posts]).toEqual([inBatches, 20 - inBatches]);
  const [own, others] = isDistributed(first.serverUuid, 40)
    ? [distributed, whole]
    : [whole, distributed];
  expect(own.complaintsPer1000Posts).toBeCloseTo(1000 / own.servers, 9);
  expect(others.complaintsPer1000Posts).toBe(0);
});
