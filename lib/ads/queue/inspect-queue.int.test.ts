import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BullAdQueue, openAdQueue } from "#lib/ads/queue/bull-queue.ts";
import { inspectQueue, removeDelivery } from "#lib/ads/queue/inspect-queue.ts";
import { sweepAds } from "#lib/ads/queue/sweep-ads.ts";
import { insertAds } from "#lib/ads/store-ads.ts";
import { newAd } from "#lib/ads/submit-ad.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import {
  createTestDatabase,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const user = (role: "admin" | "marketer" | "brand"): Actor => ({
  ...{ kind: "user", userId: randomUUID(), role, brandId: role === "brand" ? randomUUID() : null },
});
const admin = user("admin");
let database: TestDatabase;
let redis: TestRedis;
let queue: BullAdQueue;
const deps = () => ({ sql: database.sql, queue, logger: createLogger("test", "silent") });

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startTestRedis();
  queue = openAdQueue({ url: redis.url });
});
afterAll(async () => {
  await queue.close();
  await redis.stop();
  await database.drop();
});

it("is for admins alone", async () => {
  const key: Actor = {
    ...{ kind: "api_key", keyId: "k", scopes: ["ads:write", "admin"], brandId: null },
    ownerId: randomUUID(),
  };
  for (const actor of [user("marketer"), user("brand"), key]) {
    const code = actor === key ? "scope_missing" : "forbidden";
    await expect(inspectQueue(deps(), actor, {})).rejects.toMatchObject({ code });
    const removal = removeDelivery(deps(), actor, { partition: 0, jobId: "x" });
    await expect(removal).rejects.toMatchObject({ code });
  }
});

it("shows what each partition holds beside its rows, and what is removed comes back with the sweep", async () => {
  const input = {
    ...{
      title: "Kite Run",
      description: "Fly a kite.",
      genre: "Puzzle",
      targetAudience: ["18-34"],
    },
    ...{ visualElements: [], callToAction: "Play now", duration: 30, priority: 2, variants: [] },
  };
  const ads = Array.from({ length: 3 }, () => ({ ...newAd(admin, input, null), partition: 1 }));
  const submittedAtMs = (await insertAds(database.sql, ads))[0]?.submittedAtMs ?? 0;
  const [first, second, third] = ads.map(({ id, partition }) => {
    return { adId: id, version: 1, attempts: 0, partition, priority: 2, submittedAtMs };
  });
  if (!first || !second || !third) throw new Error("no ads");
  await queue.add([first, second]);
  await queue.add([{ ...third, delayMs: 60_000 }]);
  await database.sql`update ad set status = 'DEAD' where id = ${second.adId}`;

  const view = await inspectQueue(deps(), admin, { partition: 1, state: "prioritized" });
  expect(view.partitions[1]).toEqual({
    partition: 1,
    rows: { due: 2, later: 0, processing: 0, dead: 1 },
    held: { prioritized: 2, waiting: 0, delayed: 1, active: 0, failed: 0, completed: 0 },
  });
  expect(view.partitions[0]?.held.prioritized).toBe(0);
  const of = (adId: string) => view.jobs.find((job) => job.adId === toPublicId("ad", adId));
  expect(of(first.adId)).toMatchObject({ title: "Kite Run", version: 1, isCurrent: true });
  expect(of(second.adId)).toMatchObject({ status: "DEAD", isCurrent: false });
  const delayed = await inspectQueue(deps(), admin, { partition: 1, state: "delayed" });
  expect(delayed.jobs.map(({ dueAt }) => dueAt !== null)).toEqual([true]);

  const jobId = of(first.adId)?.jobId ?? "";
  await removeDelivery(deps(), admin, { partition: 1, jobId });
  await expect(removeDelivery(deps(), admin, { partition: 1, jobId })).rejects.toMatchObject({
    code: "not_found",
  });
  const held = async () =>
    (await inspectQueue(deps(), admin, { partition: 1 })).jobs.map((job) => job.jobId);
  expect(await held()).not.toContain(jobId);
  await sweepAds(database.sql, queue, { all: true });
  expect(await held()).toContain(jobId);
});

it("shows the rows when Redis does not answer", async () => {
  const lost = { queues: () => [{ getJobCounts: () => Promise.reject(new Error("gone")) }] };
  const view = await inspectQueue({ ...deps(), queue: lost as never }, admin, {});
  expect(view).toMatchObject({ isReachable: false, jobs: [] });
  expect(view.partitions[1]?.rows.dead).toBe(1);
});
