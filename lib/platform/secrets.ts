import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { assert } from "#lib/platform/errors.ts";

/** Each key has one purpose: a leak of one says nothing about the others. */
export type KeyPurpose =
  | "player-token"
  | "partner-player-id"
  | "auth-session"
  | "session-token-hash"
  | "coupon-kek"
  | "coupon-hmac"
  | "game-seed"
  | "chain-signature"
  | "live-ticket"
  | "setup-token"
  | "network-hash"
  | "allocation"
  | "click-visitor"
  | "click-reference"
  | "postback"
  | "webhook-secret"
  | "ad-webhook"
  | "promo-target"
  | "promo-secret";

const nonceBytes = 12;
const tagBytes = 16;

/** 32 bytes derived from the master secret by HKDF-SHA256; the same for every process of an installation. */
export function deriveKey(masterSecret: string, purpose: KeyPurpose): Buffer {
  assert(masterSecret.length >= 32, "the master secret has at least 32 characters");
  return Buffer.from(hkdfSync("sha256", masterSecret, "frolic-v1", purpose, 32));
}

/** AES-256-GCM as nonce ‖ tag ‖ ciphertext. `aad` binds it to its row: moved elsewhere, it does not open. */
export function seal(key: Buffer, plaintext: Buffer, aad: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Opens what `seal` closed; throws when key, text or `aad` differ. */
export function unseal(key: Buffer, sealed: Buffer, aad: string): Buffer {
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
}
