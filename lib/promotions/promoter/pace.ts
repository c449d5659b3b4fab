import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "#lib/platform/database.ts";
import type { Platform } from "#lib/promotions/contract.ts";
import type { Pace } from "#lib/promotions/promoter/sender.ts";
import { holdPace, readPace, takePaceTurn } from "#lib/promotions/store-promoter-tending.ts";

/**
 * Requests a second over all workers. Telegram allows 30 messages a second and Discord 50 requests: a sixth below it,
 * because turns are counted where they are taken and the platform counts where they arrive.
 */
const perSecond: Readonly<Record<Platform, number>> = { telegram: 25, discord: 40, webhook: 50 };
/** Within the time limit of a batch; what would wait longer comes again by its schedule. */
const waitMsMax = 10_000;

/** Lets requests of one process out one by one: a process that was stalled does not send what waited all at once. */
function createGate(everyMs: number): () => Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<void> = Promise.resolve();
  const pass = async () => {
    const gapMs = lastMs + everyMs - performance.now();
    if (gapMs > 0) await delay(gapMs);
    lastMs = performance.now();
  };
  return () => {
    queue = queue.then(pass);
    return queue;
  };
}

/** One pace for all workers: the next turn of a platform is a row, and each taker moves it on. */
export function createSharedPace(sql: Sql): Pace {
  const gates = {
    telegram: createGate(1_000 / perSecond.telegram),
    discord: createGate(1_000 / perSecond.discord),
    webhook: createGate(1_000 / perSecond.webhook),
  };
  return {
    turn: async (platform) => {
      if ((await readPace(sql, platform)) > waitMsMax) return false;
      const waitMs = await takePaceTurn(sql, platform, 1_000 / perSecond[platform]);
      if (waitMs > 0) await delay(waitMs);
      await gates[platform]();
      return true;
    },
    hold: (platform, ms) => holdPace(sql, platform, ms),
  };
}
