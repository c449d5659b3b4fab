import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { utf8 } from "#lib/fairness/digest.ts";
import { type ChainHead, headText } from "#lib/fairness/signed-head.ts";

/** A key as it is published: DER of SubjectPublicKeyInfo, in hex. Throws when it is no Ed25519 key. */
export function openPublicKey(spki: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(spki, "hex"), format: "der", type: "spki" });
  if (key.asymmetricKeyType !== "ed25519") throw new TypeError("Heads are signed with Ed25519.");
  return key;
}

export function isSignedHead(key: KeyObject, head: ChainHead, signature: string): boolean {
  return verify(null, utf8(headText(head)), key, Buffer.from(signature, "hex"));
}
