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

/** Who looks at a code, and why: what `coupon_access` keeps. */
export interface CodeAccess {
  readonly actorKind: string;
  readonly actorId: string;
  readonly purpose: string;
}

/**
 * A coupon with the sealed key that opens it, and the record that somebody saw them: one function does both, because
 * no process may read a sealed code in any other way.
 */
export async function takeSealedCoupon(
  db: Executor,
  couponId: number,
  access: CodeAccess,
): Promise<SealedCouponRow | undefined> {
  const [row] = await db<SealedCouponRow[]>`
    select o.id::float8 as id, o.brand_id as "brandId", o.play_id as "playId", o.code_ct as "codeCt",
           o.key_id as "keyId", o.sealed_key as "sealedKey"
    from open_coupon(${couponId}, ${access.actorKind}, ${access.actorId}, ${access.purpose}) o`;
  return row;
}
