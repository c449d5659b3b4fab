import type { Executor } from "#lib/platform/database.ts";

export interface BrandKeyCell {
  readonly id: number;
  readonly brandId: string;
  readonly sealedKey: Buffer;
}

export async function listBrandKeys(tx: Executor): Promise<BrandKeyCell[]> {
  return tx<BrandKeyCell[]>`
    select id, brand_id as "brandId", sealed_key as "sealedKey" from brand_key order by id`;
}

/** A code as it is stored; `place` finds the row again. */
export interface CodeRow {
  readonly place: readonly [string, number];
  readonly couponId: number;
  readonly keyId: number;
  readonly codeCt: Buffer;
  readonly codeHmac: Buffer;
}

/** Where codes are stored: coupons, and rows of imports that wait to become some. */
export type CodeTable = "coupon" | "coupon_staging";

export const firstPlace: CodeRow["place"] = ["00000000-0000-0000-0000-000000000000", -1];

/** Codes behind a place, in the order of places. */
export async function listCodes(
  tx: Executor,
  table: CodeTable,
  [group, after]: CodeRow["place"],
  limit: number,
): Promise<CodeRow[]> {
  const rows =
    table === "coupon"
      ? await tx<(Omit<CodeRow, "place"> & { group: string; at: number })[]>`
          select ''::text as "group", id::float8 as at, id::float8 as "couponId", key_id as "keyId",
            code_ct as "codeCt", code_hmac as "codeHmac"
          from coupon where id > ${after}::bigint order by id limit ${limit}`
      : await tx<(Omit<CodeRow, "place"> & { group: string; at: number })[]>`
          select import_id::text as "group", row::float8 as at, coupon_id::float8 as "couponId",
            key_id as "keyId", code_ct as "codeCt", code_hmac as "codeHmac"
          from coupon_staging
          where (import_id, row) > (${group}::uuid, ${after}::integer) and code_ct is not null
          order by import_id, row limit ${limit}`;
  return rows.map(({ group: of, at, ...row }) => ({ ...row, place: [of, at] }));
}

export async function writeCodeHashes(
  tx: Executor,
  table: CodeTable,
  rows: readonly Pick<CodeRow, "place" | "codeHmac">[],
): Promise<void> {
  const groups = rows.map(({ place }) => place[0]);
  const ats = rows.map(({ place }) => place[1]);
  const hashes = rows.map(({ codeHmac }) => codeHmac.toString("hex"));
  if (table === "coupon") {
    await tx`
      update coupon c set code_hmac = decode(n.hash, 'hex')
      from unnest(${ats}::bigint[], ${hashes}::text[]) as n (id, hash) where c.id = n.id`;
    return;
  }
  await tx`
    update coupon_staging s set code_hmac = decode(n.hash, 'hex')
    from unnest(${groups}::uuid[], ${ats}::integer[], ${hashes}::text[]) as n (import_id, row, hash)
    where s.import_id = n.import_id and s.row = n.row and s.code_ct is not null`;
}
