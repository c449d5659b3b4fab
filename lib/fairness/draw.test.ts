import { describe, expect, test } from "vitest";
import { fromHex, utf8 } from "#lib/fairness/digest.ts";
import {
  drawFromDigest,
  drawMessage,
  drawOf,
  drawOfAsync,
  finishOf,
  playerTagOf,
} from "#lib/fairness/draw.ts";
import { hmacSha256 } from "#lib/platform/node-digest.ts";

const seed = fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
const input = {
  gameId: "0b8f6c1e-0d4c-4f4e-9d5b-3a3f0c6c2a11",
  playId: "7d9f2c36-5f0e-4a53-8a3a-0d4b0b1c9e77",
  seq: 42,
  salt: "00112233445566778899aabbccddeeff",
};

// Computed apart, with Python's hmac module.
const KNOWN_DRAW = 0.41907973568360646;
const KNOWN_FINISH = 0.2143434299374507;
const KNOWN_TAG = "c051bc899d6c2a55a966d4221276e0e5";

async function webCryptoHmac(key: Uint8Array, message: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", new Uint8Array(key), algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, new Uint8Array(utf8(message))));
}

describe("a draw", () => {
  test("is taken from the message as documented", () => {
    expect(drawMessage(input)).toBe(
      "frolic-draw-v1|0b8f6c1e-0d4c-4f4e-9d5b-3a3f0c6c2a11|7d9f2c36-5f0e-4a53-8a3a-0d4b0b1c9e77|42|00112233445566778899aabbccddeeff",
    );
  });

  test("has the known answer", () => {
    expect(drawOf(hmacSha256, seed, input)).toBe(KNOWN_DRAW);
    expect(finishOf(hmacSha256, seed, input.gameId)).toBe(KNOWN_FINISH);
    expect(playerTagOf(hmacSha256, seed, input.playId)).toBe(KNOWN_TAG);
  });

  test("is the same with WebCrypto", async () => {
    expect(await drawOfAsync(webCryptoHmac, seed, input)).toBe(KNOWN_DRAW);
  });

  test("reads 52 bits exactly, from zero to just below one", () => {
    expect(drawFromDigest(new Uint8Array(32))).toBe(0);
    expect(drawFromDigest(new Uint8Array(32).fill(255))).toBe(1 - 2 ** -52);
    const digest = fromHex(`8000000000000${"0".repeat(51)}`);
    expect(drawFromDigest(digest)).toBe(0.5);
    const last = fromHex(`0000000000001${"f".repeat(51)}`);
    expect(drawFromDigest(last)).toBe(2 ** -52);
    const bits = BigInt("0x123456789abcd");
    expect(drawFromDigest(fromHex(`123456789abcdef0${"0".repeat(48)}`))).toBe(
      Number(bits) / 2 ** 52,
    );
  });

  test("changes with each part of the message", () => {
    const others = [
      { ...input, seq: 43 },
      { ...input, salt: "10112233445566778899aabbccddeeff" },
      { ...input, playId: input.gameId },
      { ...input, gameId: input.playId },
    ].map((each) => drawOf(hmacSha256, seed, each));
    expect(new Set([KNOWN_DRAW, ...others]).size).toBe(5);
  });

  test("is even over [0, 1)", () => {
    const tenths = new Array<number>(10).fill(0);
    for (let seq = 0; seq < 20_000; seq++) {
      const tenth = Math.floor(drawOf(hmacSha256, seed, { ...input, seq }) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    // 99.9 % of fair sources stay below this with nine degrees of freedom.
    expect(chiSquare).toBeLessThan(27.9);
  });
});
