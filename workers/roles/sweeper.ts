import { type Singleton, startSingleton } from "#lib/platform/singleton.ts";
import { RedisHealth } from "#lib/plays/redis-health.ts";
import { Sweeper } from "#lib/plays/sweeper.ts";
import type { Role } from "#workers/roles/role.ts";

export function sweeperRole(): Role {
  let singleton: Singleton | undefined;
  return {
    name: "sweeper",
    async start(runtime) {
      const { env, database, redis, logger, clock } = runtime;
      const health = new RedisHealth(redis, clock);
      const masterSecret = env.FROLIC_SECRET;
      const sweeper = new Sweeper({ database, redis, health, masterSecret, logger, clock });
      singleton = startSingleton(runtime, {
        name: "sweeper",
        lock: 1,
        everyMs: 700,
        isAble: () => !health.isDown,
        tick: async () => {
          if (health.isDown) await health.probe();
          await sweeper.tick();
        },
      });
    },
    stop: async () => await singleton?.stop(),
  };
}
