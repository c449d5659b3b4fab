// Signs the heads of the chains once an hour: with the public key anybody can tell that a chain shown today is the
// one that stood then.

import { sign, verify } from "node:crypto";
import { toHex, utf8 } from "#lib/fairness/digest.ts";
import { headText } from "#lib/fairness/signed-head.ts";
import type { Executor } from "#lib/platform/database.ts";
import { derivedSigningKey, type SigningKey } from "#lib/platform/signing-key.ts";
import { insertSignature, listUnsignedHeads, type UnsignedHead } from "#lib/plays/store-chain.ts";

/** Derived from the master secret, so every worker signs alike and nothing is stored. */
export function signingKey(masterSecret: string): SigningKey {
  return derivedSigningKey(masterSecret, "chain-signature");
}

/** The public key as it is published: DER of SubjectPublicKeyInfo, in hex. */
export function publishedKey(masterSecret: string): {
  readonly keyId: string;
  readonly spki: string;
} {
  const { publicKey, keyId } = signingKey(masterSecret);
  return { keyId, spki: toHex(publicKey.export({ format: "der", type: "spki" })) };
}

function headMessage(head: UnsignedHead): Uint8Array {
  return utf8(headText({ ...head, hash: toHex(head.hash) }));
}

export function isHeadSigned(key: SigningKey, head: UnsignedHead, signature: Buffer): boolean {
  return verify(null, headMessage(head), key.publicKey, signature);
}

/** The signature of a head under this key. */
export function signHead(key: SigningKey, head: UnsignedHead): Buffer {
  return sign(null, headMessage(head), key.privateKey);
}

/** Signs every head with news since its last signature, an hour or longer ago; of a game that is over, at once. */
export async function signHeads(sql: Executor, masterSecret: string): Promise<number> {
  const heads = await listUnsignedHeads(sql);
  if (heads.length === 0) return 0;
  const key = signingKey(masterSecret);
  for (const head of heads) {
    await insertSignature(sql, head, { signature: signHead(key, head), keyId: key.keyId });
  }
  return heads.length;
}
