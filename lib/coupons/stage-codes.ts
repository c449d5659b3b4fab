import { ensureBrandKey } from "#lib/coupons/brand-key.ts";
import { codeHashKey } from "#lib/coupons/code-cipher.ts";
import type { CodeDeps } from "#lib/coupons/coupon-deps.ts";
import type { CodeSource, SealedBlock } from "#lib/coupons/seal-rows.ts";
import { sealBeside } from "#lib/coupons/sealing-thread.ts";
import { noteProgress } from "#lib/coupons/store-imports.ts";
import { copyStaging, takeCouponIds } from "#lib/coupons/store-staging.ts";
import { AppError } from "#lib/platform/errors.ts";

/** A COPY of this size takes a fraction of a second, far from any statement timeout. */
const copyBytesMin = 2 * 1024 * 1024;
const progressEveryMs = 400;
/** Ids are fetched for many blocks at once; a small file leaves most of them unused, which costs nothing. */
const idsAtOnce = 20_000;

export interface StagingTarget {
  readonly importId: string;
  readonly brandId: string;
  readonly source: CodeSource;
}

interface Staged {
  readonly rowsTotal: number;
  /** Rows whose code may have come before; 0: no code came twice, and nobody need look for it. */
  readonly maybeRepeats: number;
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A pattern needs no file.
}

/**
 * Seals codes as they come and stores them with the import. A plain code is never written anywhere, not even to
 * a temporary file. Blocks commit one by one; until the import itself is committed nobody reads them.
 */
export async function stageCodes(
  deps: CodeDeps,
  { importId, brandId, source }: StagingTarget,
  pieces: AsyncIterable<Uint8Array> = nothing(),
): Promise<Staged> {
  const brand = await ensureBrandKey(deps.sql, deps.masterSecret, brandId);
  const order = { importId, brand, hmacKey: codeHashKey(deps.masterSecret), source };
  const takeIds = (count: number) => takeCouponIds(deps.sql, Math.max(count, idsAtOnce));
  let waiting: SealedBlock[] = [];
  let waitingBytes = 0;
  let rowsTotal = 0;
  let maybeRepeats = 0;
  let noted = Number.NEGATIVE_INFINITY;
  // One block is on its way to the database while the next one is sealed: each has a core of its own.
  let storing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const blocks = waiting;
    waiting = [];
    waitingBytes = 0;
    await storing;
    storing = copyStaging(
      deps.sql,
      blocks.map(({ bytes }) => bytes),
    );
    // Its failure is thrown by the next await; until then it must not count as unhandled.
    storing.catch(() => undefined);
  };
  for await (const block of sealBeside(order, pieces, takeIds)) {
    waiting.push(block);
    waitingBytes += block.bytes.length;
    rowsTotal += block.rows;
    maybeRepeats += block.maybeRepeats;
    if (waitingBytes >= copyBytesMin) await flush();
    if (performance.now() - noted < progressEveryMs) continue;
    noted = performance.now();
    const goesOn = await noteProgress(deps.sql, importId, { rowsTotal, bytesTotal: 0 });
    if (!goesOn) throw new AppError("import_state", { details: "The import was cancelled." });
  }
  await flush();
  await storing;
  return { rowsTotal, maybeRepeats };
}
