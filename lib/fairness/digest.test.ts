import { expect, test } from "vitest";
import { concatBytes, doubleHex, fromHex, sameBytes, toHex, utf8 } from "#lib/fairness/digest.ts";

test("a double is written as its sixteen hex digits, sign and all", () => {
  expect(doubleHex(0)).toBe("0000000000000000");
  expect(doubleHex(-0)).toBe("8000000000000000");
  expect(doubleHex(1)).toBe("3ff0000000000000");
  expect(doubleHex(0.1)).toBe("3fb999999999999a");
  expect(doubleHex(-1)).toBe("bff0000000000000");
  expect(doubleHex(Number.MIN_VALUE)).toBe("0000000000000001");
});

test("neighbouring doubles never share their digits", () => {
  expect(doubleHex(0.1 + 0.2)).not.toBe(doubleHex(0.3));
});

test("hex goes there and back, and refuses capitals", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(fromHex(toHex(bytes))).toEqual(bytes);
  expect(toHex(bytes, 1, 3)).toBe("0102");
  expect(() => fromHex("AB")).toThrow(TypeError);
  expect(() => fromHex("abc")).toThrow(TypeError);
});

test("bytes are joined in order and compared whole", () => {
  expect(concatBytes(utf8("ab"), utf8(""), utf8("c"))).toEqual(utf8("abc"));
  expect(sameBytes(utf8("ab"), utf8("abc"))).toBe(false);
  expect(sameBytes(utf8("ab"), utf8("ab"))).toBe(true);
});
