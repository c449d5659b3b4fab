import { openBrandKey, openSealedCode } from "#lib/coupons/code-cipher.ts";
import { type CodeAccess, takeSealedCoupon } from "#lib/coupons/store-keys.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";

/**
 * The code in the clear. The caller has checked who asks. The access is recorded with the read, in the transaction
 * that `db` is: when it cannot be written, nobody sees anything. With `playId` the coupon must still belong to that
 * play: a coupon an operator took back does not open for its former winner.
 */
export async function openCode(
  db: Executor,
  masterSecret: string,
  couponId: number | string,
  access: CodeAccess,
  owner: { readonly playId?: string } = {},
): Promise<string> {
  const row = await takeSealedCoupon(db, Number(couponId), access);
  if (!row || (owner.playId !== undefined && row.playId !== owner.playId)) {
    throw new AppError("coupon_not_found");
  }
  const key = openBrandKey(masterSecret, row.brandId, row.sealedKey);
  return openSealedCode({ id: row.keyId, brandId: row.brandId, key }, row.id, row.codeCt);
}
