// The canonical form of one decision. Its hash is a Merkle leaf; the text can be rebuilt from the ledger
// row and the intake row, in any language, because doubles are written as their bits.

import { doubleHex, type Sha256, utf8 } from "#lib/fairness/digest.ts";
import { merkleRoot } from "#lib/fairness/merkle.ts";

export type LedgerRow = {
  readonly gameId: string;
  readonly shard: number;
  readonly k: number;
  readonly playId: string;
  readonly playerTag: string;
  readonly seq: number;
  readonly salt: string;
  readonly t: number;
  readonly S: number;
  readonly shares: readonly number[];
  readonly brand: number;
  readonly reason: string;
  readonly u: number;
};

/** `frolic-row-v1|game|shard|k|play|tag|seq|salt|t|S|shares, joined by commas|brand|reason|u`. */
export function leafText(row: LedgerRow): string {
  let shares = "";
  for (const share of row.shares)
    shares += shares === "" ? doubleHex(share) : `,${doubleHex(share)}`;
  return `frolic-row-v1|${row.gameId}|${row.shard}|${row.k}|${row.playId}|${row.playerTag}|${row.seq}|${row.salt}|${doubleHex(row.t)}|${doubleHex(row.S)}|${shares}|${row.brand}|${row.reason}|${doubleHex(row.u)}`;
}

export function leafOf(sha256: Sha256, row: LedgerRow): Uint8Array {
  return sha256(utf8(leafText(row)));
}

export type Award = { readonly k: number; readonly couponId: number };

/**
 * Which row got which coupon: `frolic-awards-v1|k:coupon,k:coupon`, by k. Coupons are given out after the rows were
 * paced, so they are a leaf of their own; decide() builds the same bytes in SQL.
 */
export function awardsText(awards: readonly Award[]): string {
  const given = awards.map(({ k, couponId }) => `${k}:${couponId}`);
  return `frolic-awards-v1|${given.join(",")}`;
}

export function awardsLeaf(sha256: Sha256, awards: readonly Award[]): Uint8Array {
  return sha256(utf8(awardsText(awards)));
}

/** The root of a batch: that of its rows, and where coupons were given out a node of it and their leaf. */
export function batchRoot(
  sha256: Sha256,
  rows: readonly Uint8Array[],
  awards: readonly Award[],
): Uint8Array {
  const root = merkleRoot(sha256, rows);
  return awards.length > 0 ? merkleRoot(sha256, [root, awardsLeaf(sha256, awards)]) : root;
}
