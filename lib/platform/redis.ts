import { Redis } from "ioredis";

export interface RedisOptions {
  readonly name?: string;
  /** A blocking reader waits in the server, so it gets no command timeout. */
  readonly blocking?: boolean;
}

/**
 * A connection that fails fast: no offline queue and one try per command, because every caller has Postgres
 * to fall back on and a command that waits is worse than one that fails.
 */
export function openRedis(url: string, options: RedisOptions = {}): Redis {
  const redis = new Redis(url, {
    connectionName: options.name ?? "frolic",
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    ...(options.blocking ? {} : { commandTimeout: 2_500 }),
    retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
    lazyConnect: true,
  });
  // Without a listener a lost connection would end the process; callers see the failed command instead.
  redis.on("error", () => undefined);
  return redis;
}

/** Connects, or leaves the client retrying in the background: Redis is the speed, never the condition of a start. */
export async function connectRedis(redis: Redis): Promise<boolean> {
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  }
}
