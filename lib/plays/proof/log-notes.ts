// Entries of a log that leave the pacer alone: how many plays had been accepted, the close of the game with what was
// given out after the last draw, and the seed when it became public.

import { toHex } from "#lib/fairness/digest.ts";
import {
  type CloseFacts,
  CloseReader,
  closeFault,
  closeWayOf,
  promisesClose,
} from "#lib/plays/close-entry.ts";

export class LogNotes {
  readonly #seed: string;
  readonly #commitment: string;
  /** The most plays that were ever said to be accepted. */
  #accepted = 0;
  /** Plays the game had when its seed became public; undefined before. */
  lastSeq: number | undefined;
  readonly #closing = new CloseReader();

  constructor({
    seed,
    commitment,
  }: { readonly seed: Uint8Array; readonly commitment: Uint8Array }) {
    this.#seed = toHex(seed);
    this.#commitment = toHex(commitment);
  }

  /** Coupons that went to plays which had lost. */
  get secondChances(): number {
    return this.#closing.close?.awards.length ?? 0;
  }
  get isClosed(): boolean {
    return this.#closing.close !== undefined;
  }

  countPlays({ lastSeq }: Record<string, unknown>): string | undefined {
    if (!Number.isSafeInteger(lastSeq)) return "it counts no plays";
    if (this.lastSeq !== undefined) return "it counts plays accepted when the seed was public";
    if (Number(lastSeq) <= this.#accepted) return "it counts no more plays than the one before";
    this.#accepted = Number(lastSeq);
    return undefined;
  }

  reveal(
    body: Record<string, unknown>,
    decided: number,
    committed: string | undefined,
  ): string | undefined {
    if (this.lastSeq !== undefined) return "the seed was public already";
    if (this.#closing.isUnderWay) return "the close of the game is not whole";
    if (promisesClose(committed) && !this.isClosed) return "the game was never closed";
    if (body.seed !== this.#seed) return "it names another seed than the log";
    if (body.commitment !== this.#commitment) return "it names another commitment";
    if (body.lastSeq !== decided) {
      return `${body.lastSeq} plays were accepted, and ${decided} are decided`;
    }
    if (this.#accepted > decided) return `${this.#accepted} plays were accepted before`;
    this.lastSeq = decided;
    return undefined;
  }

  /** Leftovers given to plays that had lost, or left where they were: what seed, caps and rules ask for, and no more. */
  close(
    body: Record<string, unknown>,
    facts: Omit<CloseFacts, "seed" | "closeWith">,
    committed: string | undefined,
  ): string | undefined {
    if (this.lastSeq !== undefined) return "it gives out coupons when the seed was public";
    const why = this.#closing.take(body);
    const { close } = this.#closing;
    if (why !== undefined || !close) return why;
    const seed = Buffer.from(this.#seed, "hex");
    return closeFault(close, { ...facts, seed, closeWith: closeWayOf(committed) });
  }
}
