// The draw sequence of a promotion: an endless list of promo servers, each as often as its weight says, the same
// every time. Taking the first N distinct ones is weighted sampling without replacement, and a promo server that
// comes or goes changes only the places where it stands itself. 32-bit integer arithmetic throughout.

import { hmacSha256 } from "#lib/platform/node-digest.ts";

/** The largest weight; a draw is taken with probability weight / weightMax. */
export const weightMax = 4;

const word = 4_294_967_296;

/** The finaliser of MurmurHash3: every bit of the input changes every bit of the result. */
export function fmix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** A hash of two numbers, for ties. */
export function fmixPair(a: number, b: number): number {
  return fmix(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ fmix((b + 0x7f4a7c15) | 0));
}

/** The first 32 bits of HMAC-SHA256(seed, id): what a promotion's sequence starts from. */
function sequenceKey(seed: Uint8Array, id: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = hmacSha256(seed, id);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

const keysMax = 200_000;

interface KnownKeys {
  readonly seed: Uint8Array;
  readonly keys: Map<string, number>;
}

/** Digests are a third of the time of an allocation that changes little, so they are kept as long as their seed. */
const knownKeys = new WeakMap<Uint8Array, KnownKeys>();

function keysOf(seed: Uint8Array): Map<string, number> {
  const known = knownKeys.get(seed);
  // A seed whose bytes were written over is another seed.
  const isSame = known?.seed.every((byte, index) => byte === seed[index]);
  if (known && isSame && known.keys.size < keysMax) return known.keys;
  const keys = new Map<string, number>();
  knownKeys.set(seed, { seed: seed.slice(), keys });
  return keys;
}

export function sequenceKeys(
  seed: Uint8Array,
  promotions: readonly { readonly id: string }[],
): Uint32Array {
  const known = keysOf(seed);
  const keys = new Uint32Array(promotions.length);
  for (const [c, { id }] of promotions.entries()) {
    let key = known.get(id);
    if (key === undefined) {
      key = sequenceKey(seed, id);
      known.set(id, key);
    }
    keys[c] = key;
  }
  return keys;
}

export interface DrawTable {
  /** Number of slots, a power of two; slots without a promo server draw nobody. */
  readonly slots: number;
  /** Index of the promo server by slot, and how large a draw may be to be taken. */
  readonly serverAt: Int32Array;
  readonly threshold: Float64Array;
  /** Draws after which looking at every promo server is cheaper. */
  readonly drawsMax: number;
}

/** The first power of two of at least twice as many slots, so that the sequences hold while the network doubles. */
export function slotSpaceFor(slotMax: number): number {
  let slots = 2;
  while (slots < 2 * (slotMax + 1)) slots *= 2;
  return slots;
}

export function drawTable(
  slots: number,
  servers: readonly { readonly slot: number; readonly weight: number }[],
): DrawTable {
  const serverAt = new Int32Array(slots).fill(-1);
  const threshold = new Float64Array(slots);
  let sum = 0;
  for (const [index, { slot, weight }] of servers.entries()) {
    serverAt[slot] = index;
    threshold[slot] = (weight / weightMax) * word;
    sum += weight;
  }
  const drawsMax = sum > 0 ? 64 * Math.ceil((slots * weightMax) / sum) : 0;
  return { slots, serverAt, threshold, drawsMax };
}

/** Draw `i` of the promotion with this key: the index of a promo server, or -1. */
export function draw(table: DrawTable, key: number, i: number): number {
  const h = fmix(key ^ Math.imul(i + 1, 0x9e3779b1));
  const slot = h & (table.slots - 1);
  const u = fmix(h ^ 0x5bd1e995 ^ Math.imul(i, 0x27d4eb2f));
  return u < (table.threshold[slot] ?? 0) ? (table.serverAt[slot] ?? -1) : -1;
}
