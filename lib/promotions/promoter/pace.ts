import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "#lib/platform/database.ts";
import type { Platform } from "#lib/promotions/contract.ts";
import type { Pace } from "#lib/promotions/promoter/sender.ts";
import { holdPace, readPace, takePaceTurn } from "#lib/promotions/store-promoter-tending.ts";

/**
 * Requests a second over all workers. Telegram allows 30 messages a second and Discord 50 requests: two below it, because
 * turns are counted where they are taken and the platform counts where they arrive.
 */
const perSecond: Readonly<Record<Platform, number>> = { telegram: 28, discord: 45, webhook: 50 };
/** Within the time limit of a batch; what would wait longer comes again by its schedule. */
const waitMsMax = 10_000;

/** One pace for all workers: the next turn of a platform is a row, and each taker moves it on. */
export function createSharedPace(sql: Sql, limits = perSecond): Pace {
  return {
    turn: async (platform) => {
      if ((await readPace(sql, platform)) > waitMsMax) return false;
      const waitMs = await takePaceTurn(sql, platform, 1_000 / limits[platform]);
      if (waitMs > 0) await delay(waitMs);
      return true;
    },
    hold: (platform, ms) => holdPace(sql, platform, ms),
  };
}
