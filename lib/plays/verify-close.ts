// Checks what a ledger says about the close of its game: the entries against seed, losses and caps, and the rows that
// players read against the entries.

import type { Executor } from "#lib/platform/database.ts";
import { CloseReader, closeFault, closeWayOf } from "#lib/plays/close-entry.ts";
import type { Replay } from "#lib/plays/replay.ts";
import { findClose, listAwards, listLostPlays } from "#lib/plays/store-close.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";

const pageSize = 5_000;

export class VerifyClose {
  readonly #sql: Executor;
  readonly #gameId: string;
  readonly #seed: Uint8Array;
  readonly #reader = new CloseReader();
  readonly #seqs: number[] = [];

  constructor(sql: Executor, gameId: string, seed: Uint8Array) {
    this.#sql = sql;
    this.#gameId = gameId;
    this.#seed = seed;
  }

  get isDone(): boolean {
    return this.#reader.close !== undefined;
  }

  /** One entry of the close. `isRevealed`: the seed had been made public before it. */
  async take(
    body: Record<string, unknown>,
    at: { readonly replay: Replay; readonly entry: number; readonly isRevealed: boolean },
  ): Promise<string | undefined> {
    if (at.isRevealed) return "it gives out coupons when the seed was public";
    const why = this.#reader.take(body);
    if (why !== undefined) return why;
    this.#seqs.push(at.entry);
    const { close } = this.#reader;
    if (!close) return undefined;
    const { committed } = await getPlan(this.#sql, this.#gameId, 1);
    const lost: { playId: string; player: string }[] = [];
    for (let afterK = 0; ; ) {
      const page = await listLostPlays(this.#sql, this.#gameId, { afterK, limit: pageSize });
      for (const { playId, playerId } of page) lost.push({ playId, player: playerId });
      const last = page.at(-1);
      if (!last || page.length < pageSize) break;
      afterK = last.k;
    }
    const { replay } = at;
    return closeFault(close, {
      ...{ seed: this.#seed, config: replay.config, wins: replay.wins, lost },
      closeWith: closeWayOf(committed),
      W: replay.state.W,
    });
  }

  /** What the stored rows say otherwise than the entries. */
  async atEnd(isRevealed: boolean): Promise<string | undefined> {
    if (this.#reader.isUnderWay) return "the close of the game is not whole";
    const { close } = this.#reader;
    const row = await findClose(this.#sql, this.#gameId);
    const awards = await listAwards(this.#sql, this.#gameId);
    if (!close) {
      if (row || awards.length > 0) return "the game is closed, and no entry says so";
      return isRevealed ? "the seed is public, and the game was never closed" : undefined;
    }
    if (!row) return "an entry closes the game, and the game is not closed";
    if (row.closeWith !== close.closeWith || row.awards !== close.awards.length) {
      return "the game was closed otherwise than its entry says";
    }
    if (row.chainSeq !== this.#seqs.at(-1)) return "another entry closed the game";
    for (const [index, award] of close.awards.entries()) {
      const given = awards[index];
      const isSame =
        given?.playId === award.playId &&
        given.brand === award.brand &&
        given.rank === award.rank &&
        given.couponId === award.couponId &&
        this.#seqs.includes(given.chainSeq);
      if (!isSame) return `the second chance of play ${award.playId} is not what its entry says`;
      if (!given.isSound)
        return `the coupon of play ${award.playId}'s second chance is not its own`;
    }
    const extra = awards[close.awards.length];
    return extra ? `play ${extra.playId} has a second chance that no entry gives` : undefined;
  }
}
