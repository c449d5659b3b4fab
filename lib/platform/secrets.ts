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
  | "audit-signature"
  | "kept-key"
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

/** The master secret before a change of it, and the one after. */
export interface SecretChange {
  readonly previous: string;
  readonly next: string;
}

function tryUnseal(key: Buffer, sealed: Buffer, aad: string): Buffer | undefined {
  try {
    return unseal(key, sealed, aad);
  } catch (error) {
    // Another key or another row: which of the two it is, the caller's next try tells.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export type Resealed =
  | { readonly kind: "resealed"; readonly sealed: Buffer }
  | { readonly kind: "done" }
  | { readonly kind: "foreign" };

/** Seals anew what the previous secret opens. Done: the next one opens it already. Foreign: neither does. */
export function reseal(
  { previous, next }: SecretChange,
  cell: { readonly purpose: KeyPurpose; readonly sealed: Buffer; readonly aad: string },
): Resealed {
  const { purpose, sealed, aad } = cell;
  const nextKey = deriveKey(next, purpose);
  if (tryUnseal(nextKey, sealed, aad)) return { kind: "done" };
  const plain = tryUnseal(deriveKey(previous, purpose), sealed, aad);
  return plain ? { kind: "resealed", sealed: seal(nextKey, plain, aad) } : { kind: "foreign" };
}

export const keptKeyAad = (purpose: string): string => `kept-key|${purpose}`;

/**
 * A key whose outcome stands in rows for ever, such as the ids of a partner's players. Without a sealed one it is
 * derived like every other; a change of the master secret keeps it, sealed under the new one.
 */
export function keptKey(masterSecret: string, purpose: KeyPurpose, sealed: Buffer | null): Buffer {
  if (sealed === null) return deriveKey(masterSecret, purpose);
  return unseal(deriveKey(masterSecret, "kept-key"), sealed, keptKeyAad(purpose));
}
