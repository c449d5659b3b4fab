import { systemClock } from "#lib/platform/clock.ts";
import { parseEnv } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

export interface TestRuntime extends Runtime {
  readonly test: TestDatabase;
}

/** A runtime on a database of its own and the run's Redis; limits count under random addresses, so runs do not meet. */
export async function createTestRuntime(
  overrides: Record<string, string> = {},
): Promise<TestRuntime> {
  const test = await createTestDatabase();
  const env = parseEnv({
    NODE_ENV: "test",
    FROLIC_SECRET: "a test secret of more than thirty-two characters",
    DATABASE_URL: test.url,
    REDIS_URL: process.env.REDIS_URL ?? "redis://127.0.0.1:6379",
    LOG_LEVEL: "silent",
    ...overrides,
  });
  const redis = openRedis(env.REDIS_URL, { name: "frolic-test" });
  await connectRedis(redis);
  const close = async () => {
    redis.disconnect();
    await test.drop();
  };
  return {
    test,
    env,
    database: test,
    direct: test,
    redis,
    redisCache: redis,
    logger: createLogger("test", "silent"),
    clock: systemClock,
    onClose: () => undefined,
    close,
  };
}
