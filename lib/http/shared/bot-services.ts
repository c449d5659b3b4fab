import type { Actor } from "#lib/identity/contract.ts";
import { verifyApiKey } from "#lib/identity/verify-api-key.ts";
import { AppError } from "#lib/platform/errors.ts";
import { perRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { createTokenBuckets, type TokenBuckets } from "#lib/platform/token-buckets.ts";
import { type BatchCache, createBatchCache } from "#lib/promotions/server-batch.ts";
import { createWholeList, type WholeList } from "#lib/promotions/whole-list.ts";

/** A bot of thousands of guilds registers them all when it starts, and then asks for each a few times an hour. */
const keyLimit = { burst: 1_000, perS: 50 };

/** The parts of the bot API, one set a process: limits and caches live in them. */
export interface BotServices {
  readonly runtime: Runtime;
  readonly batches: BatchCache;
  readonly whole: WholeList;
  readonly buckets: TokenBuckets;
}

export function createBotServices(runtime: Runtime): BotServices {
  const { clock, database, env } = runtime;
  return {
    runtime,
    batches: createBatchCache(),
    whole: createWholeList({ sql: database.sql, baseUrl: env.BASE_URL, clock }),
    buckets: createTokenBuckets(10_000),
  };
}

/** The process's own set. */
export const botServices = perRuntime(createBotServices);

/** The key of a call, within its rate. */
export async function admitBot(
  { runtime, buckets }: BotServices,
  authorization: string | undefined,
): Promise<Actor> {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (key === undefined) {
    throw new AppError("unauthenticated", {
      details: "Send the key as Authorization: Bearer <key>.",
    });
  }
  const actor = await verifyApiKey(runtime.database.sql, key);
  const waitMs = buckets.take(actor.keyId, keyLimit, runtime.clock.monotonicMs());
  if (waitMs > 0) throw new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
  return actor;
}
