// Node's hash functions in the shape the pure domains ask for; a browser brings WebCrypto instead.

import { createHmac, hash } from "node:crypto";

export function sha256(message: Uint8Array): Uint8Array {
  return hash("sha256", message, "buffer");
}

export function hmacSha256(key: Uint8Array, message: string): Uint8Array {
  return createHmac("sha256", key).update(message).digest();
}
