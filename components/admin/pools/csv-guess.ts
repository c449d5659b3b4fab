// Looks at the first rows of a file in the browser: separator, heading and the column that holds the codes.

export const delimiterNames = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" } as const;
export type Delimiter = keyof typeof delimiterNames;

export interface CsvOptions {
  readonly delimiter: Delimiter;
  readonly hasHeader: boolean;
  readonly column: number;
}

export interface CsvGuess extends CsvOptions {
  readonly rows: readonly (readonly string[])[];
}

const previewBytes = 128 * 1024;
const previewRows = 200;

/** With a separator given, the file is read by it; otherwise the likeliest is taken. */
export async function guessCsv(file: Blob, given?: Delimiter): Promise<CsvGuess> {
  const text = await file.slice(0, previewBytes).text();
  const { default: papa } = await import("papaparse");
  const { data, meta } = papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    preview: previewRows,
    skipEmptyLines: true,
    delimitersToGuess: Object.keys(delimiterNames),
    ...(given ? { delimiter: given } : {}),
  });
  const rows = data.map((row) => row.map((cell) => cell.trim()));
  const delimiter = given ?? (isDelimiter(meta.delimiter) ? meta.delimiter : ",");
  const column = codeColumn(rows);
  return { delimiter, hasHeader: looksLikeHeader(rows, column), column, rows };
}

function isDelimiter(text: string): text is Delimiter {
  return Object.hasOwn(delimiterNames, text);
}

/** Codes differ from row to row, carry digits and hold no spaces: the column that does so most is theirs. */
export function codeColumn(rows: readonly (readonly string[])[]): number {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const body = rows.slice(1);
  let best = 0;
  let most = -1;
  for (let column = 0; column < width; column++) {
    const cells = body.map((row) => row[column] ?? "");
    const distinct = new Set(cells).size / Math.max(1, cells.length);
    const shaped = cells.filter((cell) => /^[\x21-\x7e]{4,}$/.test(cell) && /[0-9A-Z]/.test(cell));
    const mixed = cells.filter((cell) => /[A-Za-z]/.test(cell) && !cell.includes("@")).length;
    const score =
      distinct + shaped.length / Math.max(1, cells.length) + mixed / Math.max(1, cells.length);
    if (score > most) {
      most = score;
      best = column;
    }
  }
  return best;
}

/** A heading is a word about codes, or a cell shaped unlike all below it. */
export function looksLikeHeader(rows: readonly (readonly string[])[], column: number): boolean {
  const [first, ...rest] = rows.map((row) => row[column] ?? "");
  if (first === undefined || rest.length === 0) return false;
  if (/^(coupon|voucher|promo|gift)?[ _-]*(codes?|coupons?|vouchers?)$/i.test(first)) return true;
  const hasDigit = (cell: string) => /\d/.test(cell);
  return !hasDigit(first) && rest.every(hasDigit);
}
