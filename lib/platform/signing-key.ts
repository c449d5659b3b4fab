import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { sha256 } from "#lib/platform/node-digest.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

/** The fixed part of a PKCS #8 Ed25519 key before its 32 bytes. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
}

/** First 16 hex digits of the SHA-256 of a public key in its DER form. */
export function keyIdOf(spki: Uint8Array): string {
  return Buffer.from(sha256(spki)).toString("hex", 0, 8);
}

/** An Ed25519 key that follows from the master secret, so every process signs alike and nothing is stored. */
export function derivedSigningKey(
  masterSecret: string,
  purpose: "chain-signature" | "audit-signature",
): SigningKey {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, deriveKey(masterSecret, purpose)]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey.export({ format: "der", type: "spki" }));
  return { privateKey, publicKey, keyId };
}
