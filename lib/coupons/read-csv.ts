import { isAscii } from "node:buffer";
import { CsvError, type Options, Parser } from "csv-parse";
import { type ReadCode, readCode } from "#lib/coupons/code-format.ts";
import { type ImportOptions, importLimits } from "#lib/coupons/contract.ts";
import { plainLines, type Rest } from "#lib/coupons/plain-lines.ts";
import { AppError } from "#lib/platform/errors.ts";

/** One row of an upload; numbers are those a spreadsheet shows. */
export type CsvRow = ReadCode & { readonly row: number };

type Bytes = AsyncIterable<Uint8Array>;
export type Limits = {
  readonly [name in keyof typeof importLimits]: number;
};

const archives: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, 0x37, 0x7a, 0x58],
  [0x42, 0x5a, 0x68],
];

/** Plain UTF-8 and not too much of it, or a refusal: nothing is ever unpacked, so no bomb can go off. */
export async function* guardText(source: Bytes, limits: Limits): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  // Nothing can be wrong with pieces of ASCII, and most files have no other.
  let isDecoding = false;
  try {
    for await (const chunk of source) {
      if (size === 0 && archives.some((magic) => magic.every((byte, i) => chunk[i] === byte))) {
        throw new AppError("import_not_text");
      }
      size += chunk.length;
      if (size > limits.bytesMax) throw new AppError("import_too_large");
      if (chunk.includes(0)) throw new AppError("import_not_text");
      isDecoding ||= !isAscii(chunk);
      if (isDecoding) decoder.decode(chunk, { stream: true });
      yield chunk;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new AppError("import_not_text", { cause: error });
    throw error;
  }
}

const refusals: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: "import_field_too_long",
};

// Beyond this a record cannot be within the limits of its fields.
const recordBytesMax = (limits: Limits) => limits.columnsMax * (limits.fieldBytesMax + 3);

function parserOptions(
  { delimiter }: ImportOptions,
  limits: Limits,
  newline: string | undefined,
): Options {
  return {
    delimiter,
    ...(newline !== undefined && { record_delimiter: newline }),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    // An unclosed quote ends here too.
    max_record_size: recordBytesMax(limits),
  };
}

function checkRecord(record: readonly string[], limits: Limits): void {
  if (record.length > limits.columnsMax) {
    throw new AppError("import_malformed", { details: "The file has too many columns." });
  }
  for (const field of record) {
    const surelyShort = field.length * 3 <= limits.fieldBytesMax;
    if (!surelyShort && Buffer.byteLength(field) > limits.fieldBytesMax) {
      throw new AppError("import_field_too_long");
    }
  }
}

function write(parser: Parser, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function end(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once("end", resolve);
    parser.once("error", reject);
    parser.end();
  });
}

/** The parser's own errors in the product's words; everything else as it is. */
function refusal(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  return new AppError(refusals[error.code] ?? "import_malformed", { cause: error });
}

async function* parsed(
  { bytes, newline }: Rest,
  options: ImportOptions,
  limits: Limits,
): AsyncGenerator<string[][]> {
  if (bytes === undefined) return;
  const parser = new Parser(parserOptions(options, limits, newline));
  let records: string[][] = [];
  parser.on("data", (record: string[]) => records.push(record));
  // write() and end() report it; without a listener of its own a late error would end the process.
  parser.on("error", () => undefined);
  const taken = () => {
    const found = records;
    records = [];
    return found;
  };
  try {
    for await (const chunk of bytes) {
      await write(parser, chunk);
      if (records.length > 0) yield taken();
    }
    await end(parser);
    if (records.length > 0) yield taken();
  } catch (error) {
    throw refusal(error);
  } finally {
    parser.destroy();
  }
}

/** Lines as long as there is no quote, then the parser with what is left. */
async function* recordsOf(
  source: Bytes,
  options: ImportOptions,
  limits: Limits,
): AsyncGenerator<string[][]> {
  const guarded = guardText(source, limits);
  const plain = plainLines(guarded, options.delimiter, recordBytesMax(limits));
  try {
    yield* plain.records;
    yield* parsed(plain.rest(), options, limits);
  } finally {
    await guarded.return(undefined);
  }
}

/**
 * Reads an upload piece by piece: each piece is parsed before the next one is taken from the network, so memory
 * holds one piece and its rows however long the file is. Yields the rows of each piece.
 */
export async function* readCsv(
  source: Bytes,
  options: ImportOptions,
  limits: Limits = importLimits,
): AsyncGenerator<CsvRow[]> {
  let seen = 0;
  for await (const records of recordsOf(source, options, limits)) {
    const rows: CsvRow[] = [];
    for (const record of records) {
      seen += 1;
      checkRecord(record, limits);
      if (options.hasHeader && seen === 1) continue;
      if (seen - (options.hasHeader ? 1 : 0) > limits.rowsMax) {
        throw new AppError("import_too_many_rows");
      }
      rows.push({ row: seen, ...readCode(record[options.column] ?? "") });
    }
    yield rows;
  }
}
