// What a click hands on: the address it leads to carries it for postbacks, the browser for the game. Signed, so that
// nobody makes up clicks; it names a link and a moment, never a person.

import { randomBytes, timingSafeEqual } from "node:crypto";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

/** A conversion may come weeks after its click. */
const lifeS = 90 * 86_400;
const nonceBytes = 9;
const signatureBytes = 12;

export interface ClickReference {
  /** Of the tracked link. */
  readonly token: string;
  readonly atS: number;
  /** Tells two clicks of one link apart. */
  readonly nonce: string;
}

function signatureOf(masterSecret: string, signed: string): Buffer {
  const key = deriveKey(masterSecret, "click-reference");
  return hmacSha256(key, signed).subarray(0, signatureBytes);
}

/** `token.time.nonce.signature`: 60 letters or so that need no escaping in an address. */
export function makeClickReference(masterSecret: string, token: string, nowS: number): string {
  const nonce = randomBytes(nonceBytes).toString("base64url");
  const signed = `${token}.${Math.floor(nowS).toString(36)}.${nonce}`;
  return `${signed}.${signatureOf(masterSecret, signed).toString("base64url")}`;
}

/** Undefined for anything that was not made here, or too long ago. */
export function readClickReference(
  masterSecret: string,
  text: string,
  nowS: number,
): ClickReference | undefined {
  const parts = /^([\w-]{1,64})\.([0-9a-z]{1,9})\.([\w-]{12})\.([\w-]{16})$/.exec(text);
  const [, token, time, nonce, signature] = parts ?? [];
  if (!token || !time || !nonce || !signature) return undefined;
  const made = signatureOf(masterSecret, `${token}.${time}.${nonce}`);
  if (!timingSafeEqual(made, Buffer.from(signature, "base64url"))) return undefined;
  const atS = Number.parseInt(time, 36);
  return nowS - atS > lifeS ? undefined : { token, atS, nonce };
}
