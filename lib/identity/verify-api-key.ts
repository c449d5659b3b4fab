import { timingSafeEqual } from "node:crypto";
import { parseApiKey } from "#lib/identity/api-key-format.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { findUsableKey, markKeyUsed } from "#lib/identity/store-api-keys.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/** "Last used" is for people: a minute's grain keeps a busy key from writing a row per call. */
const markAfterS = 60;

/**
 * The actor of a key, or a refusal. Reads the row each time and keeps nothing, so a revoked key is dead with the
 * next call. Unknown, expired and revoked keys get the same answer.
 */
export async function verifyApiKey(
  executor: Executor,
  key: string,
): Promise<Extract<Actor, { kind: "api_key" }>> {
  const parsed = parseApiKey(key);
  if (!parsed) throw new AppError("key_malformed");
  const row = await findUsableKey(executor, parsed.id);
  if (!row || !timingSafeEqual(row.secretHash, parsed.secretHash))
    throw new AppError("key_invalid");
  if (row.unusedForS === null || row.unusedForS > markAfterS) await markKeyUsed(executor, row.id);
  return {
    kind: "api_key",
    keyId: row.id,
    scopes: row.scopes,
    ownerId: row.ownerId,
    brandId: row.brandId,
  };
}
