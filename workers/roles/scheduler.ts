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
  let closing: Promise<void> | undefined;
  return {
    name: "scheduler",
    async start(runtime) {
      const { env, logger } = runtime;
      witness = lazyWitness(join(env.FROLIC_STATE_DIR, "witness"), `close-${randomUUID()}`);
      const close = closingRound(runtime, witness);
      const tick = async () => {
        await advance(runtime);
        // A large game takes seconds to close, and the start of another one does not wait for that.
        closing ??= close()
          .catch((error: unknown) => logger.warn({ err: error }, "games that are over wait"))
          .finally(() => {
            closing = undefined;
          });
      };
      singleton = startSingleton(runtime, { name: "scheduler", lock: 2, everyMs: 500, tick });
    },
    stop: async () => {
      await singleton?.stop();
      await closing;
      await witness?.close();
    },
  };
}

async function tell({ redisCache, logger }: Runtime, campaignId: string, id: string) {
  await redisCache
    .publish(`live:${campaignId}`, JSON.stringify({ stateOf: id }))
    .catch((error: unknown) => logger.debug({ err: error }, "live message not sent"));
}

async function advance(runtime: Runtime): Promise<void> {
  for (const step of await advanceStates(runtime.database.sql)) {
    runtime.logger.info(step, "state moved by the clock");
    await tell(runtime, step.campaignId, step.id);
  }
}

function closingRound(runtime: Runtime, witness: Witness): () => Promise<void> {
  const { env, database, logger } = runtime;
  const deps = { database, logger, masterSecret: env.FROLIC_SECRET, witness };
  return async () => {
    // No game waits for the wipe of a rehearsal, which is nobody's prize.
    const wiped = await endForgottenRehearsals(database.sql).catch((error: unknown) => {
      logger.warn({ err: error }, "a rehearsal that is over could not be wiped");
      return 0;
    });
    if (wiped > 0) logger.info({ wiped }, "rehearsals wiped that were over for a day");
    for (const game of await closeDueGames(deps)) {
      logger.info(game, "game closed");
      await tell(runtime, game.campaignId, game.gameId);
    }
    for (const gameId of await revealDueSeeds(deps)) logger.info({ gameId }, "seed revealed");
  };
}
