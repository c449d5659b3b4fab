// What the server answers about one play once its game's seed is public: enough to compute the play again and to
// follow it to a signed head. Plain types only, a browser reads them too; it believes none of the values.

import type { Side } from "#lib/fairness/merkle.ts";

export interface ProofGame {
  readonly gameId: string;
  readonly name: string;
  readonly campaign: string;
  readonly slug: string;
  readonly timeZone: string;
  readonly endsAt: string;
  readonly commitment: string | null;
  readonly committedAt: string | null;
}

/** An entry of the chain; `body` is the exact text behind its root, for every kind but batch. */
export interface ProofEntry {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly prevHash: string;
  readonly root: string;
  readonly hash: string;
  readonly body?: string;
}

/** One step of the chain: what makes an entry's hash out of the one before. */
export interface ChainLink {
  readonly seq: number;
  readonly kind: string;
  readonly root: string;
  readonly hash: string;
}

export interface ProofRow {
  readonly k: number;
  readonly player: string;
  readonly seq: number;
  readonly salt: string;
  readonly t: number;
  readonly S: number;
  readonly shares: readonly number[];
  readonly brand: number;
  readonly reason: string;
  readonly u: number;
}

export interface SignedHead {
  readonly seq: number;
  readonly hash: string;
  readonly keyId: string;
  readonly at: string;
  readonly signature: string;
}

/** A coupon that the play got at the close of its game, after it had lost. */
export interface SecondChance {
  readonly kind: "second_chance";
  readonly rank: number;
  readonly chainSeq: number;
}

export interface ProofEvidence {
  readonly seed: string;
  /** RFC 8785 text of {config, plan, rules}. */
  readonly committed: string;
  readonly outcome: "WIN" | "LOSE" | "VOID";
  /** DRAW, CAP, POOL, WINDOW or POISON. */
  readonly reason: string;
  /** The prize line the draw selected, if it did. */
  readonly prize: { readonly name: string; readonly brand: string } | null;
  /** Absent for a play that was voided before it was ever decided. */
  readonly row: ProofRow | null;
  /** From the row's leaf to the root of its batch's rows. */
  readonly path: readonly { readonly side: Side; readonly hash: string }[];
  /** Which rows of the batch got which coupon; by k. */
  readonly awards: readonly { readonly k: number; readonly couponId: number }[];
  /** The entry of the batch, or the one that voids the play. */
  readonly entry: ProofEntry;
  /** Entries that name the play after its decision. */
  readonly later: readonly ProofEntry[];
  /** The first signed head that covers all of these entries; null while none is signed. */
  readonly head: SignedHead | null;
  /** The key behind it: Ed25519, DER of SubjectPublicKeyInfo, in hex. */
  readonly publicKey: string;
  readonly award?: SecondChance;
}

export interface PlayProof {
  readonly playId: string;
  readonly isRevealed: boolean;
  readonly game: ProofGame;
  readonly evidence: ProofEvidence | null;
}
