// A process of the ad desk as the worker's role runs it, its analyses padded when asked to.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { openAnalyser } from "#lib/ads/analysis/open-analyser.ts";
import { openAdQueue, openAdTaker } from "#lib/ads/queue/bull-queue.ts";
import { DeskWorker } from "#lib/ads/queue/desk-worker.ts";
import { sweepAds } from "#lib/ads/queue/sweep-ads.ts";
import { openRuntime } from "#lib/platform/runtime.ts";

const padMs = Number(process.env.BENCH_PAD_MS ?? 0);
const fixed = Number(process.env.BENCH_CONCURRENCY ?? 0);
const runtime = await openRuntime({ name: "worker" });
const { database, env, clock, logger } = runtime;
const { sql } = database;
const id = randomUUID();
const queue = openAdQueue({ url: env.REDIS_URL });
const real = openAnalyser({ sql, clock, logger, threads: { size: 1 } });
const worker = new DeskWorker({
  sql,
  queue,
  taker: openAdTaker({ url: env.REDIS_URL }, id),
  analyser: {
    analyse: async (order) => {
      const [analysis] = await Promise.all([real.analyse(order), pause(padMs)]);
      return analysis;
    },
    close: () => real.close(),
  },
  logger,
  token: id,
  identity: { id, host: "bench", pid: process.pid, version: "bench" },
  bounds: fixed > 0 ? { least: fixed, most: fixed } : { least: 32, most: 512 },
});
await worker.start();
const sweep = () => {
  sweepAds(sql, queue)
    .catch((error: unknown) => logger.warn({ err: error }, "the sweep failed"))
    .finally(() => setTimeout(sweep, 5_000));
};
setTimeout(sweep, 1_000);
process.once("SIGTERM", async () => {
  await worker.stop();
  process.exit(0);
});
process.send?.({ ready: true });
