// Node's hash functions in the shape the pure domains ask for; a browser brings WebCrypto instead.

import { hash } from "node:crypto";
import { hmacSha256 as keyedDigest } from "#lib/platform/keyed-hash.ts";

export function sha256(message: Uint8Array): Uint8Array {
  return hash("sha256", message, "buffer");
}

export function hmacSha256(key: Uint8Array, message: string): Uint8Array {
  return keyedDigest(key, message);
}
