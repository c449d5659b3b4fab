import { randomBytes } from "node:crypto";
import { type BrandKey, openBrandKey, sealBrandKey } from "#lib/coupons/code-cipher.ts";
import { findNewestBrandKey, insertBrandKey } from "#lib/coupons/store-keys.ts";
import type { Executor } from "#lib/platform/database.ts";

/**
 * The key new codes of a brand are sealed with; made on first use. Two first uses at once make two keys, and
 * both stay valid: each coupon names the key it was sealed with.
 */
export async function ensureBrandKey(
  db: Executor,
  masterSecret: string,
  brandId: string,
): Promise<BrandKey> {
  const found = await findNewestBrandKey(db, brandId);
  const row =
    found ??
    (await insertBrandKey(db, brandId, sealBrandKey(masterSecret, brandId, randomBytes(32))));
  return { id: row.id, brandId, key: openBrandKey(masterSecret, brandId, row.sealedKey) };
}
