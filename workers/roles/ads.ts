import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Analyser } from "#lib/ads/analysis/analyser.ts";
import { openAnalyser } from "#lib/ads/analysis/open-analyser.ts";
import { type BullAdQueue, baseOf, openAdQueue, openAdTaker } from "#lib/ads/queue/bull-queue.ts";
import { DeskWorker } from "#lib/ads/queue/desk-worker.ts";
import { sweepAds } from "#lib/ads/queue/sweep-ads.ts";
import { productVersion } from "#lib/platform/product-version.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

/** With a lease of ten seconds, what a dead worker held is somebody else's within fifteen. */
const sweepEveryMs = 5_000;
const bounds = { least: 32, most: 512 };

/** Analyses ads, and keeps the queue in line with the rows. Any number of processes may run it. */
export function adsRole(): Role {
  let queue: BullAdQueue | undefined;
  let analyser: Analyser | undefined;
  let worker: DeskWorker | undefined;
  let rounds: Rounds | undefined;
  return {
    name: "ads",
    async start({ database, env, logger, clock }) {
      const { sql } = database;
      const id = randomUUID();
      const mine = openAdQueue({ url: env.REDIS_URL });
      queue = mine;
      analyser = openAnalyser({ sql, clock, logger, opinionUrl: env.FROLIC_OPINION_URL });
      worker = new DeskWorker({
        sql,
        queue: mine,
        taker: openAdTaker({ url: env.REDIS_URL }, id),
        analyser,
        logger,
        token: id,
        identity: { id, host: hostname(), pid: process.pid, version: productVersion },
        bounds,
      });
      await worker.start();
      // What the queue holds from before a restart, or under the numbers of an older base, is added once more.
      let sweptBase: number | undefined;
      const sweep = async () => {
        const base = baseOf(Date.now());
        const swept = await sweepAds(sql, mine, { all: base !== sweptBase });
        sweptBase = base;
        if (swept.reclaimed > 0) logger.warn(swept, "ads of silent workers are in the queue again");
      };
      const onError = (error: unknown) => logger.warn({ err: error }, "the sweep of ads failed");
      rounds = startRounds(sweep, { everyMs: sweepEveryMs, onError });
    },
    async stop() {
      await rounds?.stop();
      await worker?.stop();
      await analyser?.close();
      await queue?.close();
    },
  };
}
