import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type BullAdQueue, openAdQueue, openAdTaker } from "#lib/ads/queue/bull-queue.ts";
import { virtualDeadlineS } from "#lib/ads/queue/virtual-deadline.ts";
import type { QueuedAd } from "#lib/ads/queue-port.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { startTestRedis, type TestRedis } from "#lib/testing/stores.ts";

let redis: TestRedis;
let queue: BullAdQueue;

beforeAll(async () => {
  redis = await startTestRedis();
  queue = openAdQueue({ url: redis.url });
});
afterEach(async () => {
  for (const each of queue.queues()) await each.obliterate({ force: true });
});
afterAll(async () => {
  await queue.close();
  await redis.stop();
});

const adOf = (over: Partial<QueuedAd>): QueuedAd => ({
  ...{ adId: randomUUID(), version: 1, attempts: 0, partition: 0, priority: 3 },
  submittedAtMs: Date.now(),
  ...over,
});

describe("a taker", () => {
  it("takes the first in line, each once, and leaves nothing of them behind", async () => {
    const from = Date.now();
    const ads = Array.from({ length: 60 }, (_, n) =>
      adOf({ priority: 1 + (n % 5), submittedAtMs: from - ((n * 37) % 60) * 7_000 }),
    );
    await queue.add(ads);
    const [one, two] = [openAdTaker(redis, "one"), openAdTaker(redis, "two")];
    const first = await one.take(0, 20);
    const others = await Promise.all([one.take(0, 30), two.take(0, 30)]);
    const deadlines = new Map(ads.map((ad) => [ad.adId, virtualDeadlineS(ad)]));
    const sorted = [...deadlines.values()].sort((a, b) => a - b);
    expect(first.map(({ adId }) => deadlines.get(adId))).toEqual(sorted.slice(0, 20));
    const all = [...first, ...others.flat()].map(({ adId }) => adId);
    expect(new Set(all)).toEqual(new Set(deadlines.keys()));
    expect(all).toHaveLength(60);
    expect(await queue.waiting()).toEqual([0, 0, 0, 0]);
    const client = openRedis(redis.url);
    await client.connect();
    expect(await client.keys(`*${ads[0]?.adId}*`)).toEqual([]);
    expect(await client.keys("*_1_0_*")).toEqual([]);
    client.disconnect();
    await Promise.all([one.close(), two.close()]);
  });

  it("tells its connection the script of a batch once", async () => {
    const define = vi.spyOn(Redis.prototype, "defineCommand");
    const taker = openAdTaker(redis, "one");
    for (let turn = 0; turn < 3; turn++) {
      await queue.add([adOf({}), adOf({}), adOf({})]);
      expect(await taker.take(0, 3)).toHaveLength(3);
    }
    await taker.close();
    const names = define.mock.calls.map(([command]) => command);
    define.mockRestore();
    expect(names.filter((command) => command === "frolicTakeAds")).toHaveLength(1);
  });

  it("takes who waited for a time that is over, and nobody of a queue that operators paused", async () => {
    await queue.add([adOf({ delayMs: 1 }), adOf({ delayMs: 3_600_000 })]);
    const taker = openAdTaker(redis, "one");
    const deadline = performance.now() + 20_000;
    let taken = await taker.take(0, 10);
    while (taken.length === 0 && performance.now() < deadline) taken = await taker.take(0, 10);
    expect(taken).toHaveLength(1);
    await queue.queues()[0]?.pause();
    await queue.add([adOf({}), adOf({})]);
    expect(await taker.take(0, 10)).toEqual([]);
    await queue.queues()[0]?.resume();
    expect(await taker.take(0, 10)).toHaveLength(2);
    await taker.close();
  });
});
