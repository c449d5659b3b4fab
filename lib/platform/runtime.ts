import type { Redis } from "ioredis";
import { type Clock, systemClock } from "#lib/platform/clock.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { type Env, env } from "#lib/platform/env.ts";
import { createLogger, type Logger } from "#lib/platform/logger.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";

/** What a process holds open. Use cases take the parts they need; only hosts know the whole. */
export interface Runtime {
  readonly env: Env;
  readonly database: Database;
  /** Same as `database` unless DATABASE_DIRECT_URL is set: for leases, advisory locks and LISTEN. */
  readonly direct: Database;
  readonly redis: Redis;
  /** Caches and pub/sub; every key in it has a TTL. */
  readonly redisCache: Redis;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Registers what to close; closing goes in reverse order of registration. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

interface RuntimeOptions {
  readonly name: "web" | "gateway" | "worker" | "cli";
  readonly env?: Env;
  readonly poolMax?: number;
}

export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const settings = options.env ?? env();
  const closers: (() => Promise<void>)[] = [];
  const open = (url: string) =>
    openDatabase(url, { applicationName: `frolic-${options.name}`, max: options.poolMax ?? 10 });
  const database = open(settings.DATABASE_URL);
  closers.push(() => database.close());
  const directUrl = settings.DATABASE_DIRECT_URL;
  const direct = directUrl ? open(directUrl) : database;
  if (directUrl) closers.push(() => direct.close());
  const redis = openRedis(settings.REDIS_URL, { name: `frolic-${options.name}` });
  closers.push(async () => redis.disconnect());
  const cacheUrl = settings.REDIS_CACHE_URL;
  const redisCache = cacheUrl
    ? openRedis(cacheUrl, { name: `frolic-${options.name}-cache` })
    : redis;
  if (cacheUrl) closers.push(async () => redisCache.disconnect());
  await Promise.all([connectRedis(redis), cacheUrl ? connectRedis(redisCache) : undefined]);
  return {
    env: settings,
    database,
    direct,
    redis,
    redisCache,
    logger: createLogger(options.name, settings.LOG_LEVEL),
    clock: systemClock,
    onClose: (close) => closers.push(close),
    close: async () => {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

// Next reloads modules in development and bundles them per route: the global keeps one set of pools a process.
const holder = globalThis as typeof globalThis & { frolicWebRuntime?: Promise<Runtime> };

/** The runtime of the web process, opened on first use so that a build needs no stores. */
export function webRuntime(): Promise<Runtime> {
  holder.frolicWebRuntime ??= openRuntime({ name: "web" });
  return holder.frolicWebRuntime;
}

/** Makes what a process has one of, such as limits and caches: once for each runtime, when it is first asked for. */
export function perRuntime<T extends object>(
  make: (runtime: Runtime) => T,
): (runtime: Runtime) => T {
  const made = new WeakMap<Runtime, T>();
  return (runtime) => {
    const known = made.get(runtime);
    if (known) return known;
    const fresh = make(runtime);
    made.set(runtime, fresh);
    return fresh;
  };
}
