import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import { revealDueSeeds } from "#lib/plays/reveal-seed.ts";
import type { Role } from "#workers/roles/role.ts";

/** Moves campaigns and games on by the database clock, and makes the seeds of those that are over public. */
export function schedulerRole(): Role {
  let singleton: Singleton | undefined;
  return {
    name: "scheduler",
    async start(runtime) {
      const { env, database, redisCache, logger } = runtime;
      const revealing = { database, logger, masterSecret: env.FROLIC_SECRET };
      const tick = async () => {
        for (const step of await advanceStates(database.sql)) {
          logger.info(step, "state moved by the clock");
          await redisCache
            .publish(`live:${step.campaignId}`, JSON.stringify({ stateOf: step.id }))
            .catch((error: unknown) => logger.debug({ err: error }, "live message not sent"));
        }
        for (const gameId of await revealDueSeeds(revealing)) {
          logger.info({ gameId }, "seed revealed");
        }
      };
      singleton = startSingleton(runtime, { name: "scheduler", lock: 2, everyMs: 500, tick });
    },
    stop: async () => await singleton?.stop(),
  };
}
