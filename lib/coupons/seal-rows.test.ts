import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashCode, openSealedCode } from "#lib/coupons/code-cipher.ts";
import { importLimits } from "#lib/coupons/contract.ts";
import { type SealOrder, sealRows } from "#lib/coupons/seal-rows.ts";

const brand = { id: 7, brandId: randomUUID(), key: randomBytes(32) };
const hmacKey = randomBytes(32);

/** The fields of each row, read back from COPY's binary format. */
function parseRows(bytes: Uint8Array): (Buffer | null)[][] {
  const buffer = Buffer.from(bytes);
  const rows: (Buffer | null)[][] = [];
  let at = 0;
  while (at < buffer.length) {
    const count = buffer.readInt16BE(at);
    at += 2;
    const fields = Array.from({ length: count }, () => {
      const size = buffer.readInt32BE(at);
      at += 4;
      if (size < 0) return null;
      at += size;
      return buffer.subarray(at - size, at);
    });
    rows.push(fields);
  }
  return rows;
}

const order: SealOrder = {
  importId: randomUUID(),
  brand,
  hmacKey,
  source: {
    kind: "csv",
    options: { delimiter: ",", hasHeader: true, column: 0 },
    limits: importLimits,
  },
};

async function seal(text: string, ranges: { from: number; to: number }[]) {
  async function* pieces() {
    yield new TextEncoder().encode(text);
  }
  const rows: (Buffer | null)[][] = [];
  for await (const block of sealRows(order, pieces(), async () => ranges.splice(0))) {
    rows.push(...parseRows(block.bytes));
  }
  return rows;
}

describe("a sealed block", () => {
  it("holds each code under its own id, hashed, masked and never plain", async () => {
    const last = 2 ** 40 + 5;
    const ranges = [
      { from: 10, to: 10 },
      { from: last, to: last + 9 },
    ];
    const rows = await seal("code\nROAST-9F2K-M4XD\nÄ\nsecond 22\n", ranges);
    expect(rows).toHaveLength(3);
    expect(Buffer.concat(rows.flat().flatMap((field) => field ?? [])).toString()).not.toMatch(
      /9F2K|second/i,
    );
    const [first, bad, second] = rows.map((fields) => fields.map((field) => field ?? undefined));
    expect(first?.[0]?.toString("hex")).toBe(order.importId.replaceAll("-", ""));
    expect(first?.[1]?.readInt32BE()).toBe(2);
    expect(first?.[2]?.readBigInt64BE()).toBe(10n);
    expect(openSealedCode(brand, 10, first?.[3] ?? Buffer.alloc(0))).toBe("ROAST-9F2K-M4XD");
    expect(first?.[4]).toEqual(hashCode(hmacKey, "roast-9f2k-m4xd"));
    expect(first?.[5]?.toString()).toBe("ROAST-••••-M4XD");
    expect(first?.[6]?.readInt32BE()).toBe(7);
    expect(bad?.map((field) => field?.toString()).slice(2)).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      "bad_format",
    ]);
    expect(second?.[2]?.readBigInt64BE()).toBe(BigInt(last));
    expect(openSealedCode(brand, last, second?.[3] ?? Buffer.alloc(0))).toBe("second 22");
  });

  it("is not made with ids that nobody handed out", async () => {
    await expect(seal("code\nA-1\nB-2\n", [{ from: 1, to: 1 }])).rejects.toThrow(/coupon id/);
  });
});
