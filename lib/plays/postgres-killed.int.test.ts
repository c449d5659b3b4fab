// Postgres itself is killed while plays are decided, so this file runs a cluster of its own.

import { chmodSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { migrateDatabase } from "#lib/platform/migrate.ts";
import {
  changed,
  firstWrong,
  observe,
  startLoad,
  untilDecided,
} from "#lib/testing/ledger-chaos.ts";
import { createPlayableGame, startWorker } from "#lib/testing/ledger-fixtures.ts";
import { eventually, startTestRedis, type TestRedis } from "#lib/testing/stores.ts";
import { ensureRoles } from "#scripts/stores/roles.mjs";
import { startPostgres } from "../../scripts/stores/postgres.mjs";

const plays = process.env.FROLIC_FULL === "1" ? 20_000 : 1_200;

let folder: string;
let cluster: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let redis: TestRedis;

beforeAll(async () => {
  folder = realpathSync(await mkdtemp(join(tmpdir(), "frolic-killed-pg-")));
  chmodSync(folder, 0o711);
  cluster = await startPostgres({ dir: join(folder, "pg"), quick: true });
  await ensureRoles(cluster.url);
  await migrateDatabase(cluster.url, "drizzle");
  database = openDatabase(cluster.url, { max: 6 });
  redis = await startTestRedis();
});
afterAll(async () => {
  await database.close();
  await cluster.stop();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

it("loses, doubles and changes nothing when Postgres is killed, twice", async () => {
  const options = { startsInS: -1800, endsInS: 1800, lines: [{ quantity: 60 }, { quantity: 20 }] };
  const games = [
    await createPlayableGame(database.sql, { ...options, partition: 2 }),
    await createPlayableGame(database.sql, { ...options, partition: 11 }),
  ];
  const worker = await startWorker(cluster.url, redis.url, { isSweeping: true });
  const load = startLoad(database, redis.url, games, { plays });
  let seen = new Map<string, string>();
  for (const share of [0.25, 0.55]) {
    await eventually("plays are decided", async () => {
      seen = await observe(database, games).catch(() => seen);
      return seen.size >= plays * share;
    });
    process.kill(cluster.pid ?? 0, "SIGKILL");
    await cluster.exited;
    cluster = await startPostgres({ dir: cluster.dir, port: cluster.port, keepPort: true });
    // Recovery takes as long as the machine takes for it.
    const after = await eventually(
      "Postgres answers",
      () => observe(database, games).catch(() => undefined),
      60_000,
    );
    expect(changed(seen, after)).toEqual([]);
  }
  await load.done;
  expect(await untilDecided(database, games)).toMatchObject({
    accepted: plays,
    lost: 0,
    doubled: 0,
  });
  expect(changed(seen, await observe(database, games))).toEqual([]);
  expect(await firstWrong(database, games)).toBeUndefined();
  await worker.stop();
  // Two recoveries, each as long as the machine takes for it.
}, 240_000);
