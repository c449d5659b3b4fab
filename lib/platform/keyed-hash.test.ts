import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hmacSha256, keyedHasher } from "#lib/platform/keyed-hash.ts";

const hmacKey = randomBytes(32);

describe("the keyed hash", () => {
  it("is HMAC-SHA256 whatever the length, also after a longer text", () => {
    const hasher = keyedHasher(hmacKey, 128);
    for (const length of [0, 1, 128, 55, 56, 64, 65, 20]) {
      const text = "X".repeat(length);
      expect(hasher(text)).toEqual(createHmac("sha256", hmacKey).update(text).digest());
    }
  });

  it("refuses what it has no room for", () => {
    const hasher = keyedHasher(hmacKey, 8);
    expect(() => hasher("123456789")).toThrow();
    expect(() => keyedHasher(randomBytes(65), 8)).toThrow();
  });

  it.each(["", "frolic-draw-v1|a|b|1|00", "Käse – ☃", "x".repeat(5_000)])(
    "gives what createHmac gives",
    (text) => {
      expect(hmacSha256(hmacKey, text)).toEqual(
        createHmac("sha256", hmacKey).update(text).digest(),
      );
    },
  );

  it("sees that a key was written over", () => {
    const key = randomBytes(32);
    const before = hmacSha256(key, "text");
    key[0] = (key[0] ?? 0) ^ 1;
    expect(hmacSha256(key, "text")).not.toEqual(before);
    expect(hmacSha256(key, "text")).toEqual(createHmac("sha256", key).update("text").digest());
  });
});
