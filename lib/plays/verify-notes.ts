// Entries that change nothing of the pacer and say how things stood: how many plays had been accepted, and the seed
// when it became public.

import { sameBytes, toHex } from "#lib/fairness/digest.ts";
import type { LedgerGame } from "#lib/plays/store-verify.ts";

export class VerifyNotes {
  readonly #game: LedgerGame;
  readonly #seed: Uint8Array;
  /** The most plays that were ever said to be accepted. */
  #accepted = 0;
  #revealedBy: number | undefined;

  constructor(game: LedgerGame, seed: Uint8Array) {
    this.#game = game;
    this.#seed = seed;
  }

  get isRevealed(): boolean {
    return this.#revealedBy !== undefined;
  }

  intake({ lastSeq }: Record<string, unknown>): string | undefined {
    if (!Number.isSafeInteger(lastSeq)) return "it counts no plays";
    if (this.isRevealed) return "it counts plays accepted when the seed was public";
    if (Number(lastSeq) <= this.#accepted) return "it counts no more plays than the one before";
    this.#accepted = Number(lastSeq);
    return undefined;
  }

  reveal(body: Record<string, unknown>, entry: number): string | undefined {
    const { commitment, lastSeq } = this.#game;
    if (this.isRevealed) return "the seed was public already";
    if (body.seed !== toHex(this.#seed)) return "it names another seed than the sealed one";
    if (!commitment || body.commitment !== toHex(commitment)) return "it names another commitment";
    if (body.lastSeq !== lastSeq) {
      return `${body.lastSeq} plays had been accepted, and ${lastSeq} are counted`;
    }
    this.#revealedBy = entry;
    return undefined;
  }

  /**
   * What is decided stands in the chain with its number. The plays nobody has decided yet are held by the marks
   * alone: without them the last ones could be deleted, and the counter lowered, without a trace.
   */
  atEnd(undecided: number): string | undefined {
    const { lastSeq, revealed, isSeedPublic } = this.#game;
    if (this.#accepted > lastSeq) {
      return `${this.#accepted} plays had been accepted, and ${lastSeq} are counted`;
    }
    if (this.isRevealed && undecided > 0) return "the seed is public, and plays are undecided";
    if (isSeedPublic !== this.isRevealed || (revealed !== undefined) !== this.isRevealed) {
      return "the chain and the game disagree about whether the seed is public";
    }
    if (!revealed) return undefined;
    if (revealed.chainSeq !== this.#revealedBy) return "another entry made the seed public";
    return sameBytes(revealed.seed, this.#seed) ? undefined : "the public seed is not the game's";
  }
}
