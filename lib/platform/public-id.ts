import { assert } from "#lib/platform/errors.ts";

/** Prefixes of ids in admin URLs and APIs; plays and games on the wire are bare UUIDs. */
export type IdPrefix =
  | "cmp"
  | "gme"
  | "brd"
  | "pool"
  | "key"
  | "imp"
  | "usr"
  | "prm"
  | "srv"
  | "gld"
  | "ad"
  | "whk"
  | "apr";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const bodyLength = 26;

/** `cmp_` and 26 letters of Crockford base32: the UUID, shorter and with its kind in front. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let body = "";
  for (let index = 0; index < bodyLength; index++) {
    body = alphabet.charAt(Number(value & 31n)) + body;
    value >>= 5n;
  }
  return `${prefix}_${body}`;
}

/** The UUID inside, or undefined when it is not an id of this kind. */
export function fromPublicId(prefix: IdPrefix, publicId: string): string | undefined {
  const body = publicId.startsWith(`${prefix}_`) ? publicId.slice(prefix.length + 1) : "";
  if (body.length !== bodyLength) return undefined;
  let value = 0n;
  for (const letter of body) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n !== 0n) return undefined;
  const hex = value.toString(16).padStart(32, "0");
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  assert(uuid.length === 36, "a UUID has 36 characters");
  return uuid;
}
