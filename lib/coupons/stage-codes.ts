import { ensureBrandKey } from "#lib/coupons/brand-key.ts";
import { type BrandKey, codeHashKey, sealCode } from "#lib/coupons/code-cipher.ts";
import type { CodeDeps } from "#lib/coupons/coupon-deps.ts";
import type { CsvRow } from "#lib/coupons/read-csv.ts";
import { noteProgress } from "#lib/coupons/store-imports.ts";
import { copyStaging, type StagedRow, takeCouponIds } from "#lib/coupons/store-staging.ts";
import { AppError } from "#lib/platform/errors.ts";

const blockSize = 5_000;
/** Sealing this many takes a few milliseconds; then whoever else shares the process gets a turn. */
const sliceSize = 500;
const progressEveryMs = 500;

interface Keys {
  readonly brand: BrandKey;
  readonly hmac: Buffer;
}

function stage(keys: Keys, row: CsvRow, couponId: number | undefined): StagedRow {
  const empty = { couponId: null, codeCt: null, codeHmac: null, mask: null, keyId: null };
  if ("cause" in row) return { row: row.row, ...empty, cause: row.cause };
  if (couponId === undefined) throw new Error("a row with a code has a coupon id");
  const sealed = sealCode(keys.brand, keys.hmac, couponId, row.code);
  return { row: row.row, couponId, ...sealed, keyId: keys.brand.id, cause: null };
}

async function sealBlock(
  deps: CodeDeps,
  keys: Keys,
  rows: readonly CsvRow[],
): Promise<StagedRow[]> {
  const wanted = rows.reduce((count, row) => count + ("code" in row ? 1 : 0), 0);
  const ids = await takeCouponIds(deps.sql, wanted);
  const staged: StagedRow[] = [];
  let next = 0;
  for (const [index, row] of rows.entries()) {
    staged.push(stage(keys, row, "code" in row ? ids[next++] : undefined));
    if (index % sliceSize === sliceSize - 1) await new Promise(setImmediate);
  }
  return staged;
}

export interface StagingTarget {
  readonly importId: string;
  readonly brandId: string;
}

/**
 * Seals rows as they come and stores them with the import. A plain code is never written anywhere, not even to
 * a temporary file. Blocks commit one by one; until the import itself is committed nobody reads them.
 */
export async function stageCodes(
  deps: CodeDeps,
  { importId, brandId }: StagingTarget,
  batches: AsyncIterable<readonly CsvRow[]> | Iterable<readonly CsvRow[]>,
): Promise<number> {
  const brand = await ensureBrandKey(deps.sql, deps.masterSecret, brandId);
  const keys: Keys = { brand, hmac: codeHashKey(deps.masterSecret) };
  let waiting: CsvRow[] = [];
  let rowsTotal = 0;
  let noted = performance.now();
  // One block is on its way to the database while the next one is sealed: each has a core of its own.
  let storing: Promise<void> = Promise.resolve();
  const flush = async (rows: readonly CsvRow[]) => {
    const staged = await sealBlock(deps, keys, rows);
    await storing;
    storing = copyStaging(deps.sql, importId, staged);
    // Its failure is thrown by the next await; until then it must not count as unhandled.
    storing.catch(() => undefined);
    rowsTotal += rows.length;
    if (performance.now() - noted < progressEveryMs) return;
    noted = performance.now();
    const goesOn = await noteProgress(deps.sql, importId, { rowsTotal, bytesTotal: 0 });
    if (!goesOn) throw new AppError("import_state", { details: "The import was cancelled." });
  };
  for await (const batch of batches) {
    waiting = waiting.concat(batch);
    while (waiting.length >= blockSize) {
      await flush(waiting.slice(0, blockSize));
      waiting = waiting.slice(blockSize);
    }
  }
  if (waiting.length > 0) await flush(waiting);
  await storing;
  return rowsTotal;
}
