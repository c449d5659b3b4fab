// The chain of a game shard: every decided batch and every act that changes the pacer is one entry, and
// each entry's hash covers the one before. Byte layout, which SQL builds with its own sha256(bytea):
//
//   sha256(convert_to('frolic-entry-v1|', 'UTF8') || prev || convert_to(kind || '|', 'UTF8') || root)
//
// prev and root have 32 bytes. The first entry follows 32 zero bytes. The root of a batch is batchRoot(): the
// Merkle root of its rows by k, and of the coupons they got; the root of any other entry is bodyRoot() of the
// JSON that describes it.

import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import {
  concatBytes,
  type Sha256,
  type Sha256Async,
  sameBytes,
  utf8,
} from "#lib/fairness/digest.ts";

export const GENESIS: Uint8Array = new Uint8Array(32);

export type ChainEntry = {
  readonly kind: string;
  readonly root: Uint8Array;
  readonly hash: Uint8Array;
};

export type ChainVerdict =
  | { readonly ok: true; readonly head: Uint8Array }
  | { readonly ok: false; readonly index: number };

const ENTRY = utf8("frolic-entry-v1|");

export function entryMessage(prev: Uint8Array, kind: string, root: Uint8Array): Uint8Array {
  if (prev.length !== 32 || root.length !== 32) throw new RangeError("Hashes have 32 bytes.");
  if (!/^[a-z][a-z_-]*$/.test(kind)) throw new RangeError("A kind is a lower-case word.");
  return concatBytes(ENTRY, prev, utf8(`${kind}|`), root);
}

export function entryHash(
  sha256: Sha256,
  prev: Uint8Array,
  kind: string,
  root: Uint8Array,
): Uint8Array {
  return sha256(entryMessage(prev, kind, root));
}

export function bodyMessage(body: JsonValue): Uint8Array {
  return utf8(`frolic-body-v1|${canonicalJson(body)}`);
}

export function bodyRoot(sha256: Sha256, body: JsonValue): Uint8Array {
  return sha256(bodyMessage(body));
}

/** Walks the entries in order; `index` names the first whose hash is not what its content asks for. */
export function verifyChain(
  sha256: Sha256,
  entries: readonly ChainEntry[],
  start: Uint8Array = GENESIS,
): ChainVerdict {
  let prev = start;
  for (const [index, entry] of entries.entries()) {
    if (!sameBytes(entryHash(sha256, prev, entry.kind, entry.root), entry.hash))
      return { ok: false, index };
    prev = entry.hash;
  }
  return { ok: true, head: prev };
}

export async function verifyChainAsync(
  sha256: Sha256Async,
  entries: readonly ChainEntry[],
  start: Uint8Array = GENESIS,
): Promise<ChainVerdict> {
  let prev = start;
  for (const [index, entry] of entries.entries()) {
    const hash = await sha256(entryMessage(prev, entry.kind, entry.root));
    if (!sameBytes(hash, entry.hash)) return { ok: false, index };
    prev = entry.hash;
  }
  return { ok: true, head: prev };
}
