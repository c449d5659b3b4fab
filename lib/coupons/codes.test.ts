import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { maskCode, normaliseCode, openSealedCode, sealCode } from "#lib/coupons/code-cipher.ts";
import { csvField, readCode } from "#lib/coupons/code-format.ts";
import { codeAlphabet, forecastPattern, generateCodes } from "#lib/coupons/code-pattern.ts";
import { importLimits } from "#lib/coupons/contract.ts";
import { readCsv } from "#lib/coupons/read-csv.ts";

describe("a mask", () => {
  it.each([
    ["ROAST-9F2K-M4XD", "ROAST-••••-M4XD"],
    ["ABCD12345678", "••••5678"],
    ["ABCD1234", "••••34"],
    ["ABC123", "••••"],
    ["A-B-C", "A-••••"],
    ["1234-5678-9012", "••••9012"],
  ])("of %s is %s", (code, mask) => {
    expect(maskCode(code)).toBe(mask);
  });
});

describe("codes", () => {
  it("are one whatever the case and the spaces", () => {
    expect(normaliseCode(" ab cd\t-1 ")).toBe("ABCD-1");
  });

  it("open with their own id, brand and key only", () => {
    const key = { id: 1, brandId: "b", key: randomBytes(32) };
    const { codeCt } = sealCode(key, randomBytes(32), 7, "CODE-1");
    expect(openSealedCode(key, 7, codeCt)).toBe("CODE-1");
    const others = [
      () => openSealedCode(key, 8, codeCt),
      () => openSealedCode({ ...key, brandId: "c" }, 7, codeCt),
      () => openSealedCode({ ...key, id: 2 }, 7, codeCt),
      () => openSealedCode({ ...key, key: randomBytes(32) }, 7, codeCt),
    ];
    for (const open of others) expect(open).toThrow();
  });

  it("never share a nonce", () => {
    const key = { id: 1, brandId: "b", key: randomBytes(32) };
    const hmacKey = randomBytes(32);
    const nonces = Array.from({ length: 2_000 }, () =>
      sealCode(key, hmacKey, 7, "SAME").codeCt.subarray(0, 12).toString("hex"),
    );
    expect(new Set(nonces).size).toBe(2_000);
  });

  it.each([
    ["", { cause: "empty" }],
    ["   ", { cause: "empty" }],
    [" A B ", { code: "A B" }],
    ["Ä-1", { cause: "bad_format" }],
    ["A\u0007", { cause: "bad_format" }],
    ["X".repeat(128), { code: "X".repeat(128) }],
    ["X".repeat(129), { cause: "too_long" }],
  ])("of a file are judged: %j", (raw, verdict) => {
    expect(readCode(raw)).toEqual(verdict);
  });

  it.each([
    ["=1+1", `"'=1+1"`],
    ["+49", `"'+49"`],
    ["-5", `"'-5"`],
    ["@x", `"'@x"`],
    ["\tx", `"'\tx"`],
    ['a"b,c', '"a""b,c"'],
    ["plain", "plain"],
  ])("are no formula in a spreadsheet: %j", (text, field) => {
    expect(csvField(text)).toBe(field);
  });
});

describe("a pattern", () => {
  it("tells its space, its guesses and its repeats", () => {
    const { space, guessOneIn, expectedRepeats, problem } = forecastPattern(
      "ROAST-####-####",
      1_000,
    );
    expect(space).toBe(codeAlphabet.length ** 8);
    expect(guessOneIn).toBe(space / 1_000);
    expect(expectedRepeats).toBeLessThan(1e-6);
    expect(problem).toBeNull();
  });

  it.each([
    ["ROAST", /Put a #/],
    ["RÖST-####", /letters/],
    ["A-###", /at least 5 #/],
  ])("%s is refused in words", (pattern, problem) => {
    expect(forecastPattern(pattern, 10_000).problem).toMatch(problem);
  });

  it("uses every character alike and none that looks like another", () => {
    const codes = [...generateCodes("########", 20_000, randomBytes)];
    expect(new Set(codes).size).toBe(20_000);
    const counts = new Map<string, number>();
    for (const sign of codes.join("")) counts.set(sign, (counts.get(sign) ?? 0) + 1);
    expect([...counts.keys()].sort().join("")).toBe([...codeAlphabet].sort().join(""));
    expect([...counts.keys()].join("")).not.toMatch(/[01ILO]/);
    const expected = (20_000 * 8) / codeAlphabet.length;
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(75);
  });
});

describe("reading a file", () => {
  it("gives the same rows however it is cut into pieces", async () => {
    const text = 'code,note\r\n"A ""1""",x\r\nÄ,"two\nlines"\r\nB-2,\r\n';
    const bytes = new TextEncoder().encode(text);
    const options = { delimiter: ",", hasHeader: true, column: 0 } as const;
    for (const size of [1, 2, 3, 7, 1_000]) {
      const rows = [];
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      for await (const part of readCsv(pieces(), options, importLimits)) rows.push(...part);
      expect(rows).toEqual([
        { row: 2, code: 'A "1"' },
        { row: 3, cause: "bad_format" },
        { row: 4, code: "B-2" },
      ]);
    }
  });
});
