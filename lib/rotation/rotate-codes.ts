// The keyed hash of a code finds duplicates and redeems, so it has to follow the master secret: every code is opened
// once and hashed anew. The ciphertexts stay; only the keys that open them were sealed anew before.

import {
  type BrandKey,
  codeHashKey,
  hashCode,
  openBrandKey,
  openSealedCode,
} from "#lib/coupons/code-cipher.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { SecretChange } from "#lib/platform/secrets.ts";
import { RotationRefused } from "#lib/rotation/rotation-refused.ts";
import {
  type CodeRow,
  type CodeTable,
  firstPlace,
  listBrandKeys,
  listCodes,
  writeCodeHashes,
} from "#lib/rotation/store-codes.ts";

const blockSize = 5_000;

export interface CodeCounts {
  /** Hashed anew. */
  readonly hashed: number;
  /** Their brand's key is destroyed: nobody opens them, before and after. */
  readonly lost: number;
}

interface HashKeys {
  readonly brands: ReadonlyMap<number, BrandKey>;
  readonly previous: Buffer;
  readonly next: Buffer;
}

/** Every code, of coupons and of imports that wait. After the brands' keys: they are opened with the next secret. */
export async function rehashCodes(tx: Executor, change: SecretChange): Promise<CodeCounts> {
  const opened = (await listBrandKeys(tx)).map(({ id, brandId, sealedKey }): BrandKey => {
    return { id, brandId, key: openBrandKey(change.next, brandId, sealedKey) };
  });
  const keys: HashKeys = {
    brands: new Map(opened.map((key) => [key.id, key])),
    previous: codeHashKey(change.previous),
    next: codeHashKey(change.next),
  };
  const coupons = await rehashTable(tx, "coupon", keys);
  const staged = await rehashTable(tx, "coupon_staging", keys);
  return { hashed: coupons.hashed + staged.hashed, lost: coupons.lost + staged.lost };
}

async function rehashTable(tx: Executor, table: CodeTable, keys: HashKeys): Promise<CodeCounts> {
  let place = firstPlace;
  let hashed = 0;
  let lost = 0;
  for (;;) {
    const rows = await listCodes(tx, table, place, blockSize);
    const last = rows.at(-1);
    if (!last) return { hashed, lost };
    place = last.place;
    const known = rows.filter(({ keyId }) => keys.brands.has(keyId));
    lost += rows.length - known.length;
    const changed = known.flatMap((row) => rehashed(table, row, keys));
    if (changed.length > 0) await writeCodeHashes(tx, table, changed);
    hashed += changed.length;
  }
}

/** The row with its new hash; empty when it has it. */
function rehashed(table: CodeTable, row: CodeRow, keys: HashKeys): CodeRow[] {
  const brand = keys.brands.get(row.keyId);
  if (!brand) return [];
  const code = openSealedCode(brand, row.couponId, row.codeCt);
  const codeHmac = hashCode(keys.next, code);
  if (codeHmac.equals(row.codeHmac)) return [];
  if (!hashCode(keys.previous, code).equals(row.codeHmac)) {
    throw new RotationRefused(
      `The hash of code ${row.couponId} (${table}) is of neither secret. Nothing was changed.`,
    );
  }
  return [{ ...row, codeHmac }];
}
