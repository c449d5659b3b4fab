import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { readCode } from "#lib/coupons/code-format.ts";
import { importLimits } from "#lib/coupons/contract.ts";
import { type CsvRow, readCsv } from "#lib/coupons/read-csv.ts";
import { SeenCodes } from "#lib/coupons/seen-codes.ts";

const options = { delimiter: ",", hasHeader: false, column: 0 } as const;

async function read(bytes: Uint8Array, size: number): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for await (const part of readCsv(pieces(), options, importLimits)) rows.push(...part);
  return rows;
}

/** What the parser alone makes of it; undefined when it refuses. */
function parsed(bytes: Uint8Array): CsvRow[] | undefined {
  try {
    const records = parse(Buffer.from(bytes), {
      bom: true,
      relax_column_count: true,
    }) as string[][];
    return records.map(([first = ""], index) => ({ row: index + 1, ...readCode(first) }));
  } catch {
    return undefined;
  }
}

/** Repeatable, so that a difference can be looked at. */
function* texts(count: number): Generator<string> {
  let seed = 7;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const breaks = ["\n", "\r\n", "\r"];
  const fields = ["A-1", "", "é", " B 2 ", '"C"', '"D,""\n"', 'E"', "\uFEFF", "F\n", "G\r"];
  for (let made = 0; made < count; made++) {
    const usual = breaks[next(3)] ?? "";
    // Half of the files have no quote, some have one late.
    const kinds = made % 2 === 0 ? 4 : fields.length;
    let text = next(4) === 0 ? "\uFEFF" : "";
    for (let row = next(8); row > 0; row--) {
      const record = Array.from({ length: 1 + next(3) }, () => fields[next(kinds)] ?? "");
      text += record.join(",") + (next(12) === 0 ? breaks[next(3)] : usual);
    }
    yield next(2) === 0 ? text : text.trimEnd();
  }
}

describe("lines before the first quote", () => {
  it("give what the parser gives, wherever the file is cut", async () => {
    let refused = 0;
    for (const text of texts(150)) {
      const bytes = new TextEncoder().encode(text);
      const wanted = parsed(bytes);
      if (!wanted) refused += 1;
      for (const size of [1, 3, 1_000]) {
        const got = await read(bytes, size).catch((error: { code: string }) => error.code);
        expect(got, `${JSON.stringify(text)} by ${size}`).toEqual(wanted ?? "import_malformed");
      }
    }
    expect(refused).toBeGreaterThan(10);
    expect(refused).toBeLessThan(75);
  });
});

describe("codes that were seen", () => {
  it("are told again, and those that were not are told apart", () => {
    const seen = new SeenCodes();
    const hashes = Array.from({ length: 50_000 }, (_, index) =>
      createHash("sha256").update(`code ${index}`).digest(),
    );
    expect(hashes.filter((hash) => seen.add(hash))).toEqual([]);
    expect(hashes.every((hash) => seen.add(hash))).toBe(true);
  });
});
