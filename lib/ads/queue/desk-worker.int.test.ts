import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AnalysedAd,
  type Analyser,
  AnalysisFailure,
  analysedOf,
} from "#lib/ads/analysis/analyser.ts";
import { bandsOf, comparedText, shinglesOf } from "#lib/ads/analysis/near-duplicates.ts";
import { type BullAdQueue, openAdQueue, openAdTaker } from "#lib/ads/queue/bull-queue.ts";
import { DeskWorker } from "#lib/ads/queue/desk-worker.ts";
import { finishAds } from "#lib/ads/queue/finish-ads.ts";
import { askDrain, listWorkers, setPaused } from "#lib/ads/queue/store-registry.ts";
import { claimAds } from "#lib/ads/queue/store-work.ts";
import { sweepAds } from "#lib/ads/queue/sweep-ads.ts";
import { createAdDesk } from "#lib/ads/submit-ad.ts";
import { createWebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { openRedis } from "#lib/platform/redis.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const judgeWebhook = createWebhookJudge({ allowPrivate: true }, systemClock);
let database: TestDatabase;
let redis: TestRedis;
let queue: BullAdQueue;
const logger = createLogger("test", "silent");
const workers: DeskWorker[] = [];
const actor: Actor = {
  kind: "api_key",
  keyId: "partner",
  scopes: ["ads:write"],
  ownerId: randomUUID(),
  brandId: null,
};

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
beforeEach(async () => {
  await database.sql`delete from ad`;
  await database.sql`delete from outbox_event`;
  await setPaused(database.sql, false);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  for (const each of queue.queues()) await each.obliterate({ force: true });
});

function opinion(text: string): AnalysedAd {
  const shingles = shinglesOf(text);
  const variants = [{ variant: 0, score: 70, findings: [], figures: {}, entities: [] }];
  const said = { rulesVersion: 1, formula: "70", score: 70, variants, shingles };
  return analysedOf({ ...said, bands: bandsOf(shingles) });
}

const quick: Analyser["analyse"] = async ({ input }) => opinion(comparedText(input));

function makeWorker(analyse: Analyser["analyse"] = quick, least = 4, most = 16): DeskWorker {
  const id = randomUUID();
  const worker = new DeskWorker({
    sql: database.sql,
    queue,
    taker: openAdTaker({ url: redis.url }, id),
    analyser: { analyse, close: async () => undefined },
    logger,
    token: id,
    identity: { id, host: "test", pid: process.pid, version: "test" },
    bounds: { least, most },
  });
  workers.push(worker);
  return worker;
}

async function submit(count: number, priority = 3, with_ = queue): Promise<string[]> {
  const desk = createAdDesk({
    sql: database.sql,
    clock: systemClock,
    logger,
    queue: with_,
    judgeWebhook,
  });
  const accepted = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      desk.submit(actor, {
        body: {
          title: `Ad ${n} ${randomUUID()}`,
          description: `${randomUUID()} ${randomUUID()} ${randomUUID()}`,
          genre: "Puzzle",
          targetAudience: ["18-34"],
          callToAction: `Play ${randomUUID()}`,
          duration: 30,
          priority,
        },
      }),
    ),
  );
  await desk.drain();
  return accepted.map(({ adId }) => fromPublicId("ad", adId) ?? "");
}

async function counts(): Promise<Record<string, number>> {
  const rows = await database.sql`select status, count(*)::int as n from ad group by 1`;
  return Object.fromEntries(rows.map(({ status, n }) => [status as string, n as number]));
}

const allCompleted = async () => {
  const now = await counts();
  return Object.keys(now).length === 1 && now.COMPLETED !== undefined;
};

describe("the ad desk", () => {
  it("completes every ad once, with its attempt, its notice and its event", async () => {
    await submit(200);
    await makeWorker().start();
    await eventually("200 ads", allCompleted);
    const [row] = await database.sql`
      select (select count(*)::int from ad_attempt where outcome = 'completed') as attempts,
             (select count(distinct ad_id)::int from ad_attempt) as ads,
             (select count(*)::int from outbox_event where type = 'ad.completed') as events`;
    expect(row).toEqual({ attempts: 200, ads: 200, events: 200 });
  });

  it("analyses by virtual deadline", async () => {
    const low = await submit(3, 5);
    const high = await submit(3, 1);
    const seen: string[] = [];
    const worker = makeWorker(async (order) => {
      seen.push(order.adId);
      return quick(order);
    }, 1);
    await worker.start();
    await eventually("six ads", allCompleted);
    for (const partition of [0, 1, 2, 3]) {
      const mine = seen.filter((id) => Number.parseInt(id.slice(0, 2), 16) % 4 === partition);
      const firstLow = mine.findIndex((id) => low.includes(id));
      const lastHigh = mine.findLastIndex((id) => high.includes(id));
      if (firstLow >= 0 && lastHigh >= 0) expect(lastHigh).toBeLessThan(firstLow);
    }
  });

  it("loses nothing and does nothing twice when a worker dies in the middle", async () => {
    await submit(40);
    const held: string[] = [];
    // It takes ads and never ends: as good as killed, but for its signs of life, which are stopped by hand.
    const dead = makeWorker(
      async (order) => {
        held.push(order.adId);
        return new Promise(() => undefined);
      },
      4,
      4,
    );
    await dead.start();
    await eventually("the dead worker holds ads", async () => held.length >= 4);
    await database.sql`update ad set lease_until = now() - interval '1 second', lease_token = gen_random_uuid() where status = 'PROCESSING'`;
    const swept = await sweepAds(database.sql, queue);
    expect(swept.reclaimed).toBeGreaterThanOrEqual(4);
    await makeWorker().start();
    await askDrain(database.sql, (await listWorkers(database.sql))[0]?.id ?? "", true);
    await eventually("40 ads", allCompleted);
    const [twice] = await database.sql`
      select count(*)::int as n from (select ad_id from ad_attempt where outcome = 'completed' group by 1 having count(*) > 1) t`;
    expect(twice?.n).toBe(0);
    const [stalled] =
      await database.sql`select count(*)::int as n from ad_attempt where outcome = 'stalled'`;
    expect(stalled?.n).toBeGreaterThanOrEqual(4);
  });

  it("fences off an end that comes too late", async () => {
    const [adId = ""] = await submit(1);
    const [late] = await claimAds(database.sql, randomUUID(), [{ adId, version: 1 }]);
    if (!late) throw new Error("not claimed");
    const stranger = randomUUID();
    await database.sql`update ad set status = 'QUEUED', lease_token = null`;
    const [mine] = await claimAds(database.sql, stranger, [{ adId, version: 1 }]);
    if (!mine) throw new Error("not claimed again");
    const end = (ad: typeof late) => ({ ad, analysis: opinion("words"), workerId: "w", log: [] });
    expect(await finishAds(database.sql, randomUUID(), [end(late)])).toEqual([false]);
    expect(await finishAds(database.sql, stranger, [end(mine)])).toEqual([true]);
    expect(await finishAds(database.sql, stranger, [end(mine)])).toEqual([false]);
  });

  it("finds every ad again when Redis has lost all of them", async () => {
    await submit(60);
    const client = openRedis(redis.url);
    await client.connect();
    await client.flushall();
    client.disconnect();
    expect((await sweepAds(database.sql, queue)).addedAgain).toBe(60);
    expect((await sweepAds(database.sql, queue)).addedAgain).toBe(0);
    await makeWorker().start();
    await eventually("60 ads", allCompleted);
  });

  it("adds again what was lost between the queue and its row", async () => {
    await submit(30);
    const taker = openAdTaker({ url: redis.url }, randomUUID());
    const lost = (await Promise.all([0, 1, 2, 3].map((each) => taker.take(each, 3)))).flat();
    await taker.close();
    expect((await queue.waiting()).reduce((sum, count) => sum + count, 0)).toBe(30 - lost.length);
    await sweepAds(database.sql, queue);
    expect((await queue.waiting()).reduce((sum, count) => sum + count, 0)).toBe(30);
    expect((await sweepAds(database.sql, queue)).addedAgain).toBe(0);
  });

  it("tries again with growing pauses and gives up in the end", async () => {
    const [adId = ""] = await submit(1);
    const failing: Analyser["analyse"] = async () => {
      throw new AnalysisFailure("thread_lost", "The thread was lost.");
    };
    await makeWorker(failing).start();
    for (let attempt = 1; attempt < 5; attempt++) {
      await eventually(`attempt ${attempt}`, async () => {
        const [row] = await database.sql`select status, attempts from ad`;
        return row?.attempts === attempt && row.status === "FAILED";
      });
      // Its pause is over, and the sweeper notices before the delayed delivery does.
      await database.sql`update ad set due_at = now()`;
      await sweepAds(database.sql, queue, { all: true });
    }
    await eventually("the dead letter", async () => (await counts()).DEAD === 1);
    const [row] = await database.sql`select failure_cause, failure from ad where id = ${adId}`;
    expect(row).toEqual({ failure_cause: "thread_lost", failure: "The thread was lost." });
    const [event] = await database.sql`select data from outbox_event where type = 'ad.failed'`;
    expect(event?.data).toMatchObject({ status: "DEAD", cause: "thread_lost" });
  });

  it("takes nothing while it is paused or drained, and what others leave when it is idle", async () => {
    await setPaused(database.sql, true);
    const idle = makeWorker();
    await idle.start();
    await submit(8);
    await eventually("a beat", async () => (await listWorkers(database.sql)).length > 0);
    expect(await counts()).toEqual({ QUEUED: 8 });
    await setPaused(database.sql, false);
    await eventually("8 ads", allCompleted);
  });

  it("steals from the partitions of a worker that does not keep up", async () => {
    const slow = makeWorker(
      async (order) => {
        await pause(2_000);
        return quick(order);
      },
      1,
      1,
    );
    const fast = makeWorker(quick, 8);
    await Promise.all([slow.start(), fast.start()]);
    await submit(80);
    await eventually("a theft", async () => fast.figures().stolen > 0);
    await eventually("80 ads", allCompleted);
    expect(fast.figures().done).toBeGreaterThan(slow.figures().done);
  });

  it("names an ad that says nearly the same as an earlier one", async () => {
    const desk = createAdDesk({
      sql: database.sql,
      clock: systemClock,
      logger,
      queue,
      judgeWebhook,
    });
    const body = {
      title: "Dragon Kingdom: Rise to Power",
      description:
        "Build your kingdom, train your dragons, and conquer new territories with a thousand friends online!",
      genre: "Strategy",
      targetAudience: ["18-34"],
      callToAction: "Download Now",
      duration: 30,
    };
    await desk.submit(actor, { body });
    await makeWorker().start();
    await eventually("the first", allCompleted);
    await desk.submit(actor, { body: { ...body, title: "Dragon Kingdom: Rise to Glory" } });
    await eventually("the second", async () => (await counts()).COMPLETED === 2);
    const rows = await database.sql`select score, analysis from ad order by submitted_at`;
    expect(rows.map(({ score }) => score)).toEqual([70, 55]);
    expect(rows[1]?.analysis.variants[0].findings[0]).toMatchObject({ kind: "near_duplicate" });
  });
});
