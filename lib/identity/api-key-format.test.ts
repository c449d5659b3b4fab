import { expect, test } from "vitest";
import { newApiKey, parseApiKey } from "#lib/identity/api-key-format.ts";

test("a key parses back to its id and the hash that is stored", () => {
  const made = newApiKey();
  expect(made.key).toMatch(/^frl_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{45}_[0-9a-f]{8}$/);
  expect(parseApiKey(made.key)).toEqual({ id: made.id, secretHash: made.secretHash });
  expect(made.key).not.toContain(made.secretHash.toString("hex"));
});

test("one wrong letter anywhere is noticed without asking the database", () => {
  const { key } = newApiKey();
  for (let at = 0; at < key.length; at++) {
    const wrong = key.slice(0, at) + (key[at] === "x" ? "y" : "x") + key.slice(at + 1);
    expect(parseApiKey(wrong)).toBeUndefined();
  }
});

test.each(["", "frl_live_", "Bearer x", "frl_test_a_b_c", "x".repeat(100_000)])(
  "what is no key is no key (%#)",
  (text) => expect(parseApiKey(text)).toBeUndefined(),
);

test("keys do not repeat", () => {
  expect(new Set(Array.from({ length: 500 }, () => newApiKey().key)).size).toBe(500);
});
