// Plays per second through the pacer script: brands x batch. One Redis, one connection, pipelined, as the
// allocator does it. Asks: 5 brands singly 8,000 a second or more, in batches of 50 25,000 or more.

import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import {
  loadGame,
  runBatches,
  type ScriptBatch,
  type ScriptReply,
} from "#lib/pacing/redis/pacer-redis.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";

const PLAYS = 40_000;
const DURATION = 3600;
const CALLS_IN_FLIGHT = 200;
/** The best of so many: what else runs on the machine only ever makes a run slower. */
const RUNS = 3;

async function measure(url: string, brands: number, batch: number): Promise<number> {
  const redis = openRedis(url, { name: "bench" });
  await connectRedis(redis);
  const config = pacerConfig({
    duration: DURATION,
    brands: Array.from({ length: brands }, () => ({ budget: 200 })),
  });
  const plan = buildPlan();
  const where = { partition: 0, game: `bench-${brands}-${batch}`, epoch: 1 };
  await loadGame(redis, { ...where, config, plan, state: startState(config), wins: [] });
  const calls: ScriptBatch[] = [];
  for (let i = 0; i < PLAYS; i += batch) {
    const plays = Array.from({ length: batch }, (_, j) => ({
      playId: crypto.randomUUID(),
      player: crypto.randomUUID(),
      t: ((i + j) / PLAYS) * DURATION,
      u: Math.random(),
    }));
    calls.push({ ...where, plays });
  }
  const started = performance.now();
  const size = batch > 1 ? CALLS_IN_FLIGHT / 10 : CALLS_IN_FLIGHT;
  // Two pipelines are under way at any time, as the allocator paces one batch while it commits the other.
  let before: Promise<ScriptReply[]> = Promise.resolve([]);
  for (let i = 0; i <= calls.length; i += size) {
    const next = runBatches(redis, calls.slice(i, i + size));
    const wrong = (await before).find((reply) => reply.status !== "ok");
    if (wrong) throw new Error(`The script answered ${JSON.stringify(wrong)}.`);
    before = next;
  }
  await before;
  const seconds = (performance.now() - started) / 1000;
  await redis.flushall();
  redis.disconnect();
  return Math.round(PLAYS / seconds);
}

/** Rates by "brands x batch". */
export async function scriptRates(url: string): Promise<Record<string, number>> {
  const rates: Record<string, number> = {};
  const cases = [
    [1, 1],
    [1, 50],
    [5, 1],
    [5, 50],
    [20, 50],
  ] as const;
  for (const [brands, batch] of cases) {
    let best = 0;
    for (let run = 0; run < RUNS; run++) best = Math.max(best, await measure(url, brands, batch));
    rates[`${brands}x${batch}`] = best;
  }
  return rates;
}
