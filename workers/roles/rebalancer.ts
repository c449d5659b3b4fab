import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import { advancePromotions } from "#lib/promotions/advance-promotions.ts";
import { allocateIfDue } from "#lib/promotions/allocate-if-due.ts";
import { noticeOffline } from "#lib/promotions/notice-offline.ts";
import type { Role } from "#workers/roles/role.ts";

const lookEveryMs = 1_000;

/**
 * Moves promotions on by the clock, notices promo servers that fell silent, and allocates when something changed or a
 * quarter of an hour has gone by. One process at a time; what a second one computed would be refused by the version.
 */
export function rebalancerRole(): Role {
  let singleton: Singleton | undefined;
  return {
    name: "rebalancer",
    async start(runtime) {
      const { env, database, clock, logger } = runtime;
      const { sql } = database;
      const deps = { sql, masterSecret: env.FROLIC_SECRET, clock };
      const tick = async () => {
        for (const step of await advancePromotions(sql))
          logger.info(step, "promotion moved by the clock");
        for (const { id } of await noticeOffline(sql)) logger.info({ id }, "promo server silent");
        const outcome = await allocateIfDue(deps);
        if (!outcome) return;
        const { version, epoch, ms, plan } = outcome;
        const [added, removed] = [plan.added.length, plan.removed.length];
        logger.info(
          { version, epoch, ms, added, removed, ...plan.figures },
          "promotions allocated",
        );
      };
      singleton = startSingleton(runtime, {
        ...{ name: "rebalancer", lock: 3, everyMs: lookEveryMs, tick },
      });
    },
    stop: async () => await singleton?.stop(),
  };
}
