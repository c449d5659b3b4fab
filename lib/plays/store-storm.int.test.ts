// Whole stores go away while plays are decided. Postgres and both Redis here belong to this file alone.

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openRedis } from "#lib/platform/redis.ts";
import {
  changed,
  firstWrong,
  type Load,
  observe,
  startLoad,
  untilDecided,
} from "#lib/testing/ledger-chaos.ts";
import {
  createPlayableGame,
  expireLeases,
  type PlayableGame,
  startWorker,
  type TestWorker,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { startTcpProxy } from "#lib/testing/tcp-proxy.ts";

const full = process.env.FROLIC_FULL === "1";
const plays = full ? 20_000 : 1_600;

let database: TestDatabase;
let redis: TestRedis;
const workers: TestWorker[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await expireLeases(database.sql);
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

async function work(redisUrl = redis.url): Promise<TestWorker> {
  const worker = await startWorker(database.url, redisUrl, { isSweeping: true });
  workers.push(worker);
  return worker;
}

async function twoGames(): Promise<PlayableGame[]> {
  const options = { startsInS: -1800, endsInS: 1800, lines: [{ quantity: 60 }, { quantity: 20 }] };
  return [
    await createPlayableGame(database.sql, { ...options, partition: 2 }),
    await createPlayableGame(database.sql, { ...options, partition: 11 }),
  ];
}

/** Waits until a share of the plays has its result, so that a fault falls in the middle. */
async function untilShare(games: readonly PlayableGame[], share: number): Promise<void> {
  await eventually(`${share} of the plays decided`, async () => {
    return (await observe(database, games)).size >= plays * share;
  });
}

async function expectWhole(games: readonly PlayableGame[], load: Load): Promise<void> {
  await load.done;
  const before = await observe(database, games);
  const state = await untilDecided(database, games);
  expect(state).toMatchObject({ accepted: plays, lost: 0, doubled: 0 });
  expect(load.accepted).toHaveLength(plays);
  const after = await observe(database, games);
  expect(changed(before, after)).toEqual([]);
  expect(await firstWrong(database, games)).toBeUndefined();
}

describe("a store that fails while plays are decided", () => {
  it("loses, doubles and changes nothing when Redis is flushed, twice", async () => {
    const games = await twoGames();
    await Promise.all([work(), work()]);
    const load = startLoad(database, redis.url, games, { plays });
    const client = openRedis(redis.url);
    await client.connect();
    for (const share of [0.2, 0.5]) {
      await untilShare(games, share);
      await client.flushall();
    }
    client.disconnect();
    await expectWhole(games, load);
  });

  it("loses, doubles and changes nothing when Redis comes back as it was earlier", async () => {
    const games = await twoGames();
    await work();
    const load = startLoad(database, redis.url, games, { plays });
    await untilShare(games, 0.15);
    const old = await mkdtemp(join(tmpdir(), "frolic-old-redis-"));
    await cp(redis.folder, old, { recursive: true });
    await untilShare(games, 0.4);
    const seen = await observe(database, games);
    await redis.kill();
    await rm(redis.folder, { recursive: true });
    await cp(old, redis.folder, { recursive: true });
    await rm(old, { recursive: true });
    await redis.restart();
    await expectWhole(games, load);
    expect(changed(seen, await observe(database, games))).toEqual([]);
  });

  it("decides on when one of two workers is cut off from Redis, and returns when it is healed", async () => {
    const games = await twoGames();
    const proxy = await startTcpProxy("127.0.0.1", redis.port);
    const [apart] = await Promise.all([work(`redis://127.0.0.1:${proxy.port}`), work()]);
    await eventually("a game each", async () => {
      const mine = apart.allocator.partitions;
      return mine.includes(2) !== mine.includes(11);
    });
    const load = startLoad(database, redis.url, games, { plays });
    await untilShare(games, 0.2);
    await proxy.cut();
    await eventually("the one apart decides from Postgres", async () => {
      const [row] = await database.sql`
        select 1 from chain_entry where kind = 'rebuild' and body like '%"mode":"direct"%'`;
      return row && apart.allocator.health.isDown;
    });
    await untilShare(games, 0.7);
    await proxy.heal();
    await eventually("it is back", async () => !apart.allocator.health.isDown);
    await expectWhole(games, load);
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await proxy.close();
  });

  it("decides everything without any Redis", async () => {
    const games = await twoGames();
    await redis.kill();
    const worker = await work();
    const load = startLoad(database, redis.url, games, { plays: plays / 2, batch: 100 });
    await load.done;
    expect(await untilDecided(database, games)).toMatchObject({ lost: 0, doubled: 0 });
    expect(worker.allocator.health.isDown).toBe(true);
    expect(await firstWrong(database, games)).toBeUndefined();
    await redis.restart();
  });
});
