// Entries of a log that leave the pacer alone: how many plays had been accepted, the seed when it became public, and
// what was given out after the last draw.

import { toHex } from "#lib/fairness/digest.ts";

export class LogNotes {
  readonly #seed: string;
  readonly #commitment: string;
  /** The most plays that were ever said to be accepted. */
  #accepted = 0;
  /** Plays the game had when its seed became public; undefined before. */
  lastSeq: number | undefined;
  /** Plays that got a coupon after they had lost. */
  readonly awarded = new Set<string>();

  constructor({
    seed,
    commitment,
  }: { readonly seed: Uint8Array; readonly commitment: Uint8Array }) {
    this.#seed = toHex(seed);
    this.#commitment = toHex(commitment);
  }

  countPlays({ lastSeq }: Record<string, unknown>): string | undefined {
    if (!Number.isSafeInteger(lastSeq)) return "it counts no plays";
    if (this.lastSeq !== undefined) return "it counts plays accepted when the seed was public";
    if (Number(lastSeq) <= this.#accepted) return "it counts no more plays than the one before";
    this.#accepted = Number(lastSeq);
    return undefined;
  }

  reveal(body: Record<string, unknown>, decided: number): string | undefined {
    if (this.lastSeq !== undefined) return "the seed was public already";
    if (body.seed !== this.#seed) return "it names another seed than the log";
    if (body.commitment !== this.#commitment) return "it names another commitment";
    if (body.lastSeq !== decided) {
      return `${body.lastSeq} plays were accepted, and ${decided} are decided`;
    }
    if (this.#accepted > decided) return `${this.#accepted} plays were accepted before`;
    this.lastSeq = decided;
    return undefined;
  }

  /** Leftovers given to players who had lost: rows of their own; the plays stay what they were. */
  awardLater(
    body: Record<string, unknown>,
    decided: { readonly has: (playId: string) => boolean },
  ): string | undefined {
    const listed = Array.isArray(body.awards) ? body.awards : [body];
    for (const each of listed as readonly Record<string, unknown>[]) {
      const playId = String(each.playId);
      if (!decided.has(playId)) return `it gives to play ${playId}, which was not decided`;
      if (this.awarded.has(playId)) return `it gives to play ${playId} again`;
      this.awarded.add(playId);
    }
    return undefined;
  }
}
