import { openBrandKey, openSealedCode } from "#lib/coupons/code-cipher.ts";
import { findSealedCoupon } from "#lib/coupons/store-keys.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * The code in the clear. The caller has checked who asks and has written coupon_access in the transaction
 * `db` is; without that row nobody may see a code. With `playId` the coupon must still belong to that play:
 * a coupon an operator took back does not open for its former winner.
 */
export async function openCode(
  db: Executor,
  masterSecret: string,
  couponId: number | string,
  owner: { readonly playId?: string } = {},
): Promise<string> {
  const row = await findSealedCoupon(db, Number(couponId));
  if (!row || (owner.playId !== undefined && row.playId !== owner.playId)) {
    throw new AppError("coupon_not_found");
  }
  const key = openBrandKey(masterSecret, row.brandId, row.sealedKey);
  return openSealedCode({ id: row.keyId, brandId: row.brandId, key }, row.id, row.codeCt);
}
