import {
  type IRateLimiterRedisOptions,
  RateLimiterMemory,
  RateLimiterRedis,
} from "rate-limiter-flexible";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

/** Guesses at one account from one address: what a person who forgot a password needs, and little more. */
const pairLimit = { points: 10, duration: 15 * 60 };
/** Guesses from one address over all accounts; an office shares one. */
const addressLimit = { points: 60, duration: 15 * 60 };
/** Guesses at one account from everywhere: high, so that a stranger cannot lock its owner out cheaply. */
const accountLimit = { points: 100, duration: 60 * 60 };

export interface LoginLimiter {
  /** Counts one attempt; throws `rate_limited` with the seconds to wait. Never throws for a lost Redis. */
  take(email: string, address: string): Promise<void>;
  /** The same for steps where the account is not typed: only the address counts. */
  takeFrom(address: string): Promise<void>;
  /** After a right password the pair starts afresh. */
  forgive(email: string, address: string): Promise<void>;
}

/**
 * Counts in Redis, so that processes share the count; when Redis does not answer, each process counts in its own
 * memory. Addresses are kept as keyed hashes.
 */
export function createLoginLimiter(
  redis: IRateLimiterRedisOptions["storeClient"],
  masterSecret: string,
): LoginLimiter {
  const key = deriveKey(masterSecret, "session-token-hash");
  const nameOf = (text: string) => hmacSha256(key, `login|${text}`).toString("base64url");
  const limiter = (name: string, limit: { points: number; duration: number }) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `rl:login:${name}`,
      ...limit,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: `rl:login:${name}`, ...limit }),
    });
  const pair = limiter("pair", pairLimit);
  const address = limiter("address", addressLimit);
  const account = limiter("account", accountLimit);
  const pairOf = (email: string, from: string) => nameOf(`${email.toLowerCase()}|${from}`);
  return {
    take: async (email, from) => {
      await consume(address, nameOf(from));
      await consume(pair, pairOf(email, from));
      await consume(account, nameOf(email.toLowerCase()));
    },
    takeFrom: (from) => consume(address, nameOf(from)),
    forgive: async (email, from) => {
      await pair.delete(pairOf(email, from));
    },
  };
}

async function consume(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    // A limiter that cannot count refuses: guessing must never get cheaper by breaking it.
    const waitMs = hasWait(refused) ? refused.msBeforeNext : 60_000;
    const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000));
    const minutes = Math.ceil(retryAfterS / 60);
    const details = `Too many attempts. Try again in ${minutes} minute${minutes === 1 ? "" : "s"}.`;
    throw new AppError("rate_limited", { details, retryAfterS, cause: refused });
  }
}

function hasWait(value: unknown): value is { msBeforeNext: number } {
  return typeof value === "object" && value !== null && "msBeforeNext" in value;
}
