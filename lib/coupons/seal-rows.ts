import { randomBytes } from "node:crypto";
import {
  type BrandKey,
  maskCode,
  normaliseCode,
  sealedSize,
  sealInto,
} from "#lib/coupons/code-cipher.ts";
import { generateCodes } from "#lib/coupons/code-pattern.ts";
import { type ImportOptions, importLimits } from "#lib/coupons/contract.ts";
import { CopyBlock } from "#lib/coupons/copy-block.ts";
import { type CsvRow, type Limits, readCsv } from "#lib/coupons/read-csv.ts";
import { SeenCodes } from "#lib/coupons/seen-codes.ts";
import { keyedHasher } from "#lib/platform/keyed-hash.ts";

// From a source of codes to sealed blocks that are ready for COPY. It knows no database, so it runs in a thread.

/** What to read codes from. The bytes of a file come beside the order, piece by piece. */
export type CodeSource =
  | { readonly kind: "csv"; readonly options: ImportOptions; readonly limits: Limits }
  | { readonly kind: "pattern"; readonly pattern: string; readonly count: number };

export interface SealOrder {
  readonly importId: string;
  readonly brand: BrandKey;
  readonly hmacKey: Buffer;
  readonly source: CodeSource;
}

/** Coupon ids from `from` to `to`, both included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** Hands out at least `count` coupon ids. */
export type TakeIds = (count: number) => Promise<readonly IdRange[]>;

/** Rows without the header and trailer of COPY. */
export interface SealedBlock {
  readonly rows: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Rows whose code may have come before in this source; when all blocks say 0, no code came twice. */
  readonly maybeRepeats: number;
}

const generatedAtOnce = 2_000;
/** Sealing this many takes a few milliseconds; then whoever else shares the thread gets a turn. */
const sliceSize = 250;
const rowBytes = 260;

function* generatedRows(pattern: string, count: number): Generator<CsvRow[]> {
  let rows: CsvRow[] = [];
  let row = 0;
  for (const code of generateCodes(pattern, count, randomBytes)) {
    rows.push({ row: ++row, code });
    if (rows.length < generatedAtOnce) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function rowsOf(source: CodeSource, pieces: AsyncIterable<Uint8Array>) {
  return source.kind === "csv"
    ? readCsv(pieces, source.options, source.limits)
    : generatedRows(source.pattern, source.count);
}

/** Ids that were handed out and not used yet. Those left at the end are lost, which costs nothing. */
class IdStock {
  private readonly take: TakeIds;
  private ranges: IdRange[] = [];
  private left = 0;
  private next = 0;
  private last = -1;

  constructor(take: TakeIds) {
    this.take = take;
  }

  async ensure(count: number): Promise<void> {
    if (this.left >= count) return;
    const fresh = await this.take(count - this.left);
    this.ranges.push(...fresh);
    this.left += fresh.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  one(): number {
    if (this.next > this.last) {
      const range = this.ranges.shift();
      if (!range) throw new Error("a row with a code has a coupon id");
      this.next = range.from;
      this.last = range.to;
    }
    this.left -= 1;
    this.next += 1;
    return this.next - 1;
  }
}

type Hasher = ReturnType<typeof keyedHasher>;

interface Sealing {
  readonly order: SealOrder;
  readonly hasher: Hasher;
  readonly ids: IdStock;
  readonly seen: SeenCodes;
}

/** True when the row's code may have come before. */
function writeRow(block: CopyBlock, { order, hasher, ids, seen }: Sealing, row: CsvRow): boolean {
  block.startRow(row.row);
  if ("cause" in row) {
    for (let field = 0; field < 5; field++) block.absent();
    block.text(row.cause);
    return false;
  }
  const couponId = ids.one();
  block.int8(couponId);
  sealInto(block.field(sealedSize(row.code)), order.brand, couponId, row.code);
  const hash = hasher(normaliseCode(row.code));
  block.bytes(hash);
  block.text(maskCode(row.code));
  block.int4(order.brand.id);
  block.absent();
  return seen.add(hash);
}

/** Seals what a source yields, a block for each piece that held rows. A plain code leaves in no block. */
export async function* sealRows(
  order: SealOrder,
  pieces: AsyncIterable<Uint8Array>,
  takeIds: TakeIds,
): AsyncGenerator<SealedBlock> {
  const hasher = keyedHasher(order.hmacKey, importLimits.codeLengthMax);
  const ids = new IdStock(takeIds);
  const sealing = { order, hasher, ids, seen: new SeenCodes() };
  for await (const rows of rowsOf(order.source, pieces)) {
    const codes = rows.reduce((count, row) => count + ("code" in row ? 1 : 0), 0);
    await ids.ensure(codes);
    const block = new CopyBlock(order.importId, rows.length * rowBytes);
    let maybeRepeats = 0;
    for (const [index, row] of rows.entries()) {
      if (writeRow(block, sealing, row)) maybeRepeats += 1;
      if (index % sliceSize === sliceSize - 1) await new Promise(setImmediate);
    }
    yield { rows: rows.length, bytes: block.take(), maybeRepeats };
  }
}
