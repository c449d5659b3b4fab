import { expect, test } from "vitest";
import { codeColumn, guessCsv, looksLikeHeader } from "#components/admin/pools/csv-guess.ts";

test("the column of codes is found beside names and numbers", () => {
  const rows = [
    ["id", "customer", "code"],
    ["1", "ada@example.test", "ROAST-7KQ2"],
    ["2", "bob@example.test", "ROAST-M4XD"],
    ["3", "cy@example.test", "ROAST-99AB"],
  ];
  expect(codeColumn(rows)).toBe(2);
  expect(looksLikeHeader(rows, 2)).toBe(true);
});

test("a plain list of codes has no heading", () => {
  expect(looksLikeHeader([["AB-12"], ["CD-34"]], 0)).toBe(false);
});

test("a file with semicolons and a byte order mark is read", async () => {
  const file = new Blob(["\uFEFFvoucher;note\nAAAA-1111;x\nBBBB-2222;x\n"]);
  const guess = await guessCsv(file);
  expect(guess).toMatchObject({ delimiter: ";", hasHeader: true, column: 0 });
  expect(guess.rows).toHaveLength(3);
});
