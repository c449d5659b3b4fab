import { createCipheriv, createHmac, randomFillSync } from "node:crypto";
import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

// A code at rest is a ciphertext that opens only on its own row, a keyed hash that finds duplicates without
// opening anything, and a mask for every screen. The brand's data key is sealed by a key outside the database.

/** The data key of a brand, opened. */
export interface BrandKey {
  readonly id: number;
  readonly brandId: string;
  readonly key: Buffer;
}

export interface SealedCode {
  readonly codeCt: Buffer;
  readonly codeHmac: Buffer;
  readonly mask: string;
}

/** What makes two spellings one code: outer and inner white space and case do not count. */
export function normaliseCode(raw: string): string {
  return (/\s/.test(raw) ? raw.replace(/\s+/g, "") : raw).toUpperCase();
}

const dots = "••••";

/** `ROAST-••••-M4XD`: a lettered prefix and the end. Short codes show less, so that a mask never helps a guess. */
export function maskCode(code: string): string {
  const groups = code.split("-");
  const [first = "", ...rest] = groups;
  const shown = code.length >= 12 ? 4 : code.length >= 8 ? 2 : 0;
  const tail = shown > 0 ? code.slice(-shown) : "";
  if (rest.length < 2 || !/^[A-Za-z]{1,12}$/.test(first)) return `${dots}${tail}`;
  return (rest.at(-1)?.length ?? 0) <= shown
    ? `${first}-${dots}-${rest.at(-1)}`
    : `${first}-${dots}${tail}`;
}

function aadOf(couponId: number, key: BrandKey): string {
  return `${couponId}|${key.brandId}|${key.id}`;
}

const nonceBytes = 12;
const noncePool = Buffer.alloc(nonceBytes * 512);
let nonceAt = noncePool.length;

/** Random nonces drawn in bulk: asking the system once a code costs a third of an import. */
function nextNonce(): Buffer {
  if (nonceAt === noncePool.length) {
    randomFillSync(noncePool);
    nonceAt = 0;
  }
  nonceAt += nonceBytes;
  return noncePool.subarray(nonceAt - nonceBytes, nonceAt);
}

const tagBytes = 16;

/** Bytes that a code takes when it is sealed; codes are ASCII. */
export function sealedSize(code: string): number {
  return nonceBytes + tagBytes + code.length;
}

/**
 * nonce ‖ tag ‖ ciphertext, bound to coupon, brand and key. The layout of platform's seal(), so unseal() opens it.
 * Written where it is wanted, because an import does this a million times.
 */
export function sealInto(target: Buffer, key: BrandKey, couponId: number, code: string): void {
  const nonce = nextNonce();
  const cipher = createCipheriv("aes-256-gcm", key.key, nonce);
  cipher.setAAD(Buffer.from(aadOf(couponId, key), "latin1"));
  const body = cipher.update(code, "utf8");
  if (body.length !== target.length - nonceBytes - tagBytes) throw new Error("codes are ASCII");
  cipher.final();
  target.set(nonce, 0);
  target.set(cipher.getAuthTag(), nonceBytes);
  target.set(body, nonceBytes + tagBytes);
}

export function sealCode(
  key: BrandKey,
  hmacKey: Buffer,
  couponId: number,
  code: string,
): SealedCode {
  const codeCt = Buffer.alloc(sealedSize(code));
  sealInto(codeCt, key, couponId, code);
  return { codeCt, codeHmac: hashCode(hmacKey, code), mask: maskCode(code) };
}

/** Throws when the ciphertext was altered or moved to another coupon, brand or key. */
export function openSealedCode(key: BrandKey, couponId: number, codeCt: Buffer): string {
  return unseal(key.key, codeCt, aadOf(couponId, key)).toString("utf8");
}

/** Keyed, so that a dump does not tell which of a list of guesses is a code. */
export function hashCode(hmacKey: Buffer, code: string): Buffer {
  return createHmac("sha256", hmacKey).update(normaliseCode(code)).digest();
}

export function codeHashKey(masterSecret: string): Buffer {
  return deriveKey(masterSecret, "coupon-hmac");
}

export const brandKeyAad = (brandId: string): string => `brand-key|${brandId}`;

export function sealBrandKey(masterSecret: string, brandId: string, key: Buffer): Buffer {
  return seal(deriveKey(masterSecret, "coupon-kek"), key, brandKeyAad(brandId));
}

export function openBrandKey(masterSecret: string, brandId: string, sealedKey: Buffer): Buffer {
  return unseal(deriveKey(masterSecret, "coupon-kek"), sealedKey, brandKeyAad(brandId));
}
