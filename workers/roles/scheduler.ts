import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import type { Role } from "#workers/roles/role.ts";

/** Moves campaigns and games on by the database clock. */
export function schedulerRole(): Role {
  let singleton: Singleton | undefined;
  return {
    name: "scheduler",
    async start(runtime) {
      const { database, redisCache, logger } = runtime;
      const tick = async () => {
        for (const step of await advanceStates(database.sql)) {
          logger.info(step, "state moved by the clock");
          await redisCache
            .publish(`live:${step.campaignId}`, JSON.stringify({ stateOf: step.id }))
            .catch((error: unknown) => logger.debug({ err: error }, "live message not sent"));
        }
      };
      singleton = startSingleton(runtime, { name: "scheduler", lock: 2, everyMs: 500, tick });
    },
    stop: async () => await singleton?.stop(),
  };
}
