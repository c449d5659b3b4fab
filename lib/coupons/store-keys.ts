import type { Executor } from "#lib/platform/database.ts";

export interface BrandKeyRow {
  readonly id: number;
  readonly brandId: string;
  readonly sealedKey: Buffer;
}

export async function findNewestBrandKey(
  db: Executor,
  brandId: string,
): Promise<BrandKeyRow | undefined> {
  const [row] = await db<BrandKeyRow[]>`
    select id, brand_id as "brandId", sealed_key as "sealedKey"
    from brand_key where brand_id = ${brandId} order by id desc limit 1`;
  return row;
}

export async function insertBrandKey(
  db: Executor,
  brandId: string,
  sealedKey: Buffer,
): Promise<BrandKeyRow> {
  const [row] = await db<BrandKeyRow[]>`
    insert into brand_key (brand_id, sealed_key) values (${brandId}, ${sealedKey})
    returning id, brand_id as "brandId", sealed_key as "sealedKey"`;
  if (!row) throw new Error("insert returned no row");
  return row;
}

export interface SealedCouponRow {
  readonly id: number;
  readonly brandId: string;
  readonly playId: string | null;
  readonly codeCt: Buffer;
  readonly keyId: number;
  readonly sealedKey: Buffer;
}

/** A coupon with the sealed key that opens it. */
export async function findSealedCoupon(
  db: Executor,
  couponId: number,
): Promise<SealedCouponRow | undefined> {
  const [row] = await db<SealedCouponRow[]>`
    select c.id::float8 as id, c.brand_id as "brandId", c.play_id as "playId", c.code_ct as "codeCt",
           c.key_id as "keyId", k.sealed_key as "sealedKey"
    from coupon c join brand_key k on k.id = c.key_id and k.brand_id = c.brand_id
    where c.id = ${couponId}`;
  return row;
}
