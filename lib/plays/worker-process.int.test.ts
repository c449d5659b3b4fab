// Real worker processes, ended and paused by signals, and the naive way of doing it as control.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  changed,
  firstWrong,
  observe,
  startLoad,
  untilDecided,
} from "#lib/testing/ledger-chaos.ts";
import { createPlayableGame, expireLeases, testSecret } from "#lib/testing/ledger-fixtures.ts";
import { startNaiveAllocator } from "#lib/testing/naive-allocator.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { bundle } from "../../scripts/build.mjs";

const plays = process.env.FROLIC_FULL === "1" ? 20_000 : 1_200;
const halfOver = { startsInS: -1800, endsInS: 1800, lines: [{ quantity: 60 }, { quantity: 20 }] };

let folder: string;
let database: TestDatabase;
let redis: TestRedis;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frolic-worker-"));
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  await bundle([resolve("workers/worker.ts")], folder);
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  await expireLeases(database.sql);
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

function startWorkerProcess(): ChildProcess {
  const child = spawn(process.execPath, [join(folder, "worker.mjs")], {
    env: {
      ...process.env,
      DATABASE_URL: database.urlAs("worker"),
      DATABASE_DIRECT_URL: "",
      REDIS_URL: redis.url,
      REDIS_CACHE_URL: "",
      FROLIC_SECRET: testSecret,
      // The test runner has a variable of this name, too.
      BASE_URL: "http://localhost:3000",
      LOG_LEVEL: "warn",
    },
    stdio: "ignore",
  });
  children.push(child);
  return child;
}

async function untilWorking(count: number): Promise<void> {
  await eventually(`${count} workers share the partitions`, async () => {
    const [row] = await database.sql`
      select count(distinct holder)::integer as holders, count(holder)::integer as held from stream_lease
       where expires_at > clock_timestamp()`;
    return row?.holders === count && row?.held === 16;
  });
}

async function untilSome(
  games: Parameters<typeof observe>[1],
  share: number,
): Promise<Map<string, string>> {
  return await eventually("some plays decided", async () => {
    const seen = await observe(database, games);
    return seen.size >= plays * share && seen;
  });
}

describe("worker processes", () => {
  it("survive kill -9 and a pause in which the lease is taken, without losing or changing a result", async () => {
    const games = [
      await createPlayableGame(database.sql, { ...halfOver, partition: 2 }),
      await createPlayableGame(database.sql, { ...halfOver, partition: 11 }),
    ];
    const first = startWorkerProcess();
    await untilWorking(1);
    const second = startWorkerProcess();
    await untilWorking(2);
    const load = startLoad(database, redis.url, games, { plays });
    const early = await untilSome(games, 0.15);
    first.kill("SIGSTOP");
    await untilWorking(1);
    const seen = await untilSome(games, 0.5);
    first.kill("SIGCONT");
    second.kill("SIGKILL");
    await load.done;
    expect(await untilDecided(database, games)).toMatchObject({ lost: 0, doubled: 0 });
    const after = await observe(database, games);
    expect([...changed(early, after), ...changed(seen, after)]).toEqual([]);
    expect(await firstWrong(database, games)).toBeUndefined();
  });

  it("drain on SIGTERM: every play they took is decided, and they end with 0 in time", async () => {
    const games = [await createPlayableGame(database.sql, halfOver)];
    const worker = startWorkerProcess();
    await untilWorking(1);
    const load = startLoad(database, redis.url, games, { plays: plays / 2 });
    await untilSome(games, 0.2);
    const asked = performance.now();
    const gone = once(worker, "exit");
    worker.kill("SIGTERM");
    expect((await gone)[0]).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    const [held] = await database.sql`
      select count(*)::integer as n from stream_lease where expires_at > clock_timestamp()`;
    expect(held?.n).toBe(0);
    startWorkerProcess();
    await load.done;
    expect(await untilDecided(database, games)).toMatchObject({ lost: 0, doubled: 0 });
    expect(await firstWrong(database, games)).toBeUndefined();
  });
});

describe("control", () => {
  it("a naive allocator loses plays and hands out coupons for nothing under the same kills", async () => {
    const game = await createPlayableGame(database.sql, {
      ...halfOver,
      lines: [{ quantity: 2_000 }],
    });
    const load = startLoad(database, redis.url, [game], { plays: 400, batch: 20, pauseMs: 5 });
    let killed = 0;
    while (killed < 12) {
      const before = (await observe(database, [game])).size;
      const naive = startNaiveAllocator(database, redis.url, game);
      await eventually(
        "it works",
        async () => (await observe(database, [game])).size > before,
        3_000,
      ).catch(() => undefined);
      naive.kill();
      killed += 1;
    }
    await load.done;
    const last = startNaiveAllocator(database, redis.url, game);
    await expect(untilDecided(database, [game], 3_000)).rejects.toThrow("not in time");
    last.kill();
    expect(await firstWrong(database, [game])).toMatchObject({ ok: false });
  });
});
