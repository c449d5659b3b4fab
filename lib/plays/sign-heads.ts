// Signs the heads of the chains once an hour: with the public key anybody can tell that a chain shown today is the
// one that stood then.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { toHex, utf8 } from "#lib/fairness/digest.ts";
import type { Executor } from "#lib/platform/database.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import { deriveKey } from "#lib/platform/secrets.ts";
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
  const raw = publicKey.export({ format: "der", type: "spki" });
  return { privateKey, publicKey, keyId: toHex(sha256(raw), 0, 8) };
}

/** `frolic-head-v1|game|shard|seq|hash in hex`. */
export function headMessage(head: UnsignedHead): Uint8Array {
  return utf8(`frolic-head-v1|${head.gameId}|${head.shard}|${head.seq}|${toHex(head.hash)}`);
}

export function isHeadSigned(key: SigningKey, head: UnsignedHead, signature: Buffer): boolean {
  return verify(null, headMessage(head), key.publicKey, signature);
}

/** Signs every head with news since its last signature, an hour or longer ago. */
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
