import type { Actor } from "#lib/identity/contract.ts";
import { verifyApiKey } from "#lib/identity/verify-api-key.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

type KeyActor = Extract<Actor, { kind: "api_key" }>;

export interface KeyReader {
  /** The actor of an Authorization header; throws for a missing, malformed, unknown, expired or revoked key. */
  read(authorization: string | undefined): Promise<KeyActor>;
}

/**
 * Keys for a hot path: the same key is looked up once in two seconds however many calls come with it, so a revoked one
 * is dead within four. A refusal is not kept.
 */
export function createKeyReader(sql: Executor, clock: Clock): KeyReader {
  const keys = new Map<string, string>();
  const cache = createMicroCache<KeyActor>({
    freshMs: 2_000,
    staleMs: 4_000,
    max: 10_000,
    clock,
    load: (digest) => verifyApiKey(sql, keys.get(digest) ?? ""),
  });
  return {
    read: async (authorization) => {
      const key = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      if (key === undefined) {
        throw new AppError("unauthenticated", {
          details: "Send the key as Authorization: Bearer <key>.",
        });
      }
      // Kept only while its look-up is under way: memory holds digests, not keys.
      const digest = Buffer.from(sha256(Buffer.from(key, "utf8"))).toString("base64url");
      keys.set(digest, key);
      try {
        return await cache.get(digest);
      } finally {
        keys.delete(digest);
      }
    },
  };
}
