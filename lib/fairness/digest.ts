// The hash functions are arguments, so the same code runs on Node's crypto, in a worker's hot path, and in
// a browser. Messages are ASCII text or bytes. `ascii` and `hex` are here because every file needs them.

export type Sha256 = (message: Uint8Array) => Uint8Array;
export type HmacSha256 = (key: Uint8Array, message: string) => Uint8Array;

/** For WebCrypto, which only answers later. */
export type Sha256Async = (message: Uint8Array) => Promise<Uint8Array>;
export type HmacSha256Async = (key: Uint8Array, message: string) => Promise<Uint8Array>;

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = "";
  for (let i = from; i < to; i++) text += HEX[bytes[i] ?? 0];
  return text;
}

export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text))
    throw new TypeError("Not lower-case hex.");
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const scratch = new DataView(new ArrayBuffer(8));

/** The 16 hex digits of a double's IEEE-754 big-endian bytes: exact, and the same in every language. */
export function doubleHex(value: number): string {
  scratch.setFloat64(0, value, false);
  let text = "";
  for (let i = 0; i < 8; i++) text += HEX[scratch.getUint8(i)];
  return text;
}
