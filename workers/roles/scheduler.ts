import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import { closeDueGames } from "#lib/plays/close-game.ts";
import { revealDueSeeds } from "#lib/plays/reveal-seed.ts";
import { lazyWitness, type Witness } from "#lib/plays/witness.ts";
import { endForgottenRehearsals } from "#lib/rehearsal/run-rehearsal.ts";
import type { Role } from "#workers/roles/role.ts";

/**
 * Moves campaigns and games on by the database clock, closes those that are over, and makes their seeds public: in this
 * order, because leftovers are given out by the seed.
 */
export function schedulerRole(): Role {
  let singleton: Singleton | undefined;
  let witness: Witness | undefined;
  return {
    name: "scheduler",
    async start(runtime) {
      const { env } = runtime;
      witness = lazyWitness(join(env.FROLIC_STATE_DIR, "witness"), `close-${randomUUID()}`);
      const tick = schedulerTick(runtime, witness);
      singleton = startSingleton(runtime, { name: "scheduler", lock: 2, everyMs: 500, tick });
    },
    stop: async () => {
      await singleton?.stop();
      await witness?.close();
    },
  };
}

function schedulerTick(runtime: Runtime, witness: Witness): () => Promise<void> {
  const { env, database, redisCache, logger } = runtime;
  const closing = { database, logger, masterSecret: env.FROLIC_SECRET, witness };
  const tell = async (campaignId: string, gameId: string) => {
    await redisCache
      .publish(`live:${campaignId}`, JSON.stringify({ stateOf: gameId }))
      .catch((error: unknown) => logger.debug({ err: error }, "live message not sent"));
  };
  return async () => {
    for (const step of await advanceStates(database.sql)) {
      logger.info(step, "state moved by the clock");
      await tell(step.campaignId, step.id);
    }
    const wiped = await endForgottenRehearsals(database.sql);
    if (wiped > 0) logger.info({ wiped }, "rehearsals wiped that were over for a day");
    for (const game of await closeDueGames(closing)) {
      logger.info(game, "game closed");
      await tell(game.campaignId, game.gameId);
    }
    for (const gameId of await revealDueSeeds(closing)) logger.info({ gameId }, "seed revealed");
  };
}
