// Signs the heads of the chains once an hour: with the public key anybody can tell that a chain shown today is the
// one that stood then.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { toHex, utf8 } from "#lib/fairness/digest.ts";
import { headText } from "#lib/fairness/signed-head.ts";
import type { Executor } from "#lib/platform/database.ts";
import { deriveKey } from "#lib/platform/secrets.ts";
import { keyIdOf } from "#lib/plays/proof/head-signature.ts";
import { insertSignature, listUnsignedHeads, type UnsignedHead } from "#lib/plays/store-chain.ts";

/** The fixed part of a PKCS #8 Ed25519 key before its 32 bytes. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
}

/** Derived from the master secret, so every worker signs alike and nothing is stored. */
export function signingKey(masterSecret: string): SigningKey {
  const seed = deriveKey(masterSecret, "chain-signature");
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(privateKey);
  return {
    privateKey,
    publicKey,
    keyId: keyIdOf(publicKey.export({ format: "der", type: "spki" })),
  };
}

/** The public key as it is published: DER of SubjectPublicKeyInfo, in hex. */
export function publishedKey(masterSecret: string): {
  readonly keyId: string;
  readonly spki: string;
} {
  const { publicKey, keyId } = signingKey(masterSecret);
  return { keyId, spki: toHex(publicKey.export({ format: "der", type: "spki" })) };
}

export function headMessage(head: UnsignedHead): Uint8Array {
  return utf8(headText({ ...head, hash: toHex(head.hash) }));
}

export function isHeadSigned(key: SigningKey, head: UnsignedHead, signature: Buffer): boolean {
  return verify(null, headMessage(head), key.publicKey, signature);
}

/** Signs every head with news since its last signature, an hour or longer ago; of a game that is over, at once. */
export async function signHeads(sql: Executor, masterSecret: string): Promise<number> {
  const heads = await listUnsignedHeads(sql);
  if (heads.length === 0) return 0;
  const key = signingKey(masterSecret);
  for (const head of heads) {
    const signature = sign(null, headMessage(head), key.privateKey);
    await insertSignature(sql, head, { signature, keyId: key.keyId });
  }
  return heads.length;
}
