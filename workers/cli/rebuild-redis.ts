import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { rebuildRedis } from "#lib/plays/rebuild-redis.ts";

/** The line to print. */
export async function rebuildRedisCommand(env: Env): Promise<string> {
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 2 });
  const redis = openRedis(env.REDIS_URL, { name: "frolic-cli" });
  try {
    await redis.connect();
    const games = await rebuildRedis({ database, redis, masterSecret: env.FROLIC_SECRET });
    return `Games that Redis has again as the ledger says: ${games}. Plays that wait are fed within seconds.`;
  } finally {
    redis.disconnect();
    await database.close();
  }
}
