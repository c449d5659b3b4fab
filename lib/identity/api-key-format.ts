// `frl_live_<id>_<secret>_<crc>`: the prefix lets secret scanners find a leaked key, the id finds its row, and the
// checksum refuses a mangled key before the database is asked.

import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
const idLength = 12;
const secretLength = 45;
const pattern = /^frl_live_([0-9A-Za-z]{12})_([0-9A-Za-z]{45})_([0-9a-f]{8})$/;

export interface ParsedKey {
  readonly id: string;
  readonly secretHash: Buffer;
}

export interface NewKey extends ParsedKey {
  /** The whole key: shown once, kept nowhere. */
  readonly key: string;
}

/** 45 letters of a 54-letter alphabet carry 258 bits. */
export function newApiKey(): NewKey {
  const id = randomLetters(idLength);
  const secret = randomLetters(secretLength);
  const head = `frl_live_${id}_${secret}`;
  return { key: `${head}_${checksum(head)}`, id, secretHash: hashSecret(secret) };
}

/** Undefined for anything that cannot be a key of ours. */
export function parseApiKey(key: string): ParsedKey | undefined {
  const [, id, secret, crc] = pattern.exec(key) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  if (crc !== checksum(key.slice(0, key.lastIndexOf("_")))) return undefined;
  return { id, secretHash: hashSecret(secret) };
}

/** What lists show: enough to recognise a key, nothing to use it with. */
export function keyLabel(id: string): string {
  return `frl_live_${id}_…`;
}

function hashSecret(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

function checksum(head: string): string {
  return crc32(head).toString(16).padStart(8, "0");
}

/** Bytes above the largest multiple of the alphabet are thrown away, so that every letter is equally likely. */
function randomLetters(length: number): string {
  const bound = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < bound && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
