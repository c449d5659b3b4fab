import { join } from "node:path";
import { openRedis } from "#lib/platform/redis.ts";
import { Allocator } from "#lib/plays/allocator.ts";
import type { Role } from "#workers/roles/role.ts";
import { workerMetrics } from "#workers/roles/worker-metrics.ts";

export function allocatorRole(): Role {
  let allocator: Allocator | undefined;
  return {
    name: "allocator",
    async start(runtime) {
      const { env, database, direct, redis, redisCache, logger, clock } = runtime;
      const metrics = workerMetrics(runtime);
      allocator = new Allocator({
        database,
        direct,
        redis,
        redisCache,
        openBlocking: () =>
          openRedis(env.REDIS_URL, { name: "frolic-worker-stream", blocking: true }),
        masterSecret: env.FROLIC_SECRET,
        logger,
        clock,
        roles: env.FROLIC_ROLES,
        witnessFolder: join(env.FROLIC_STATE_DIR, "witness"),
        hooks: metrics.hooks,
      });
      metrics.watch(allocator);
      await allocator.start();
    },
    stop: async () => await allocator?.stop(),
  };
}
