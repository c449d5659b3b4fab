// Checks a whole game from Postgres alone: every hash of the chain, every draw, every chance bit for bit, every
// outcome and coupon. Names the first thing that is wrong.

import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import { entryHash, GENESIS } from "#lib/fairness/chain.ts";
import { sameBytes, utf8 } from "#lib/fairness/digest.ts";
import { drawOf, playerTagOf } from "#lib/fairness/draw.ts";
import { type Award, batchRoot, leafOf } from "#lib/fairness/ledger-leaf.ts";
import { decodeState } from "#lib/pacing/pacer-state.ts";
import type { Step } from "#lib/pacing/step.ts";
import type { Executor } from "#lib/platform/database.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import type { LedgerVerdict } from "#lib/plays/ledger-verdict.ts";
import { isPlanOf } from "#lib/plays/plan-hash.ts";
import { parseCorrection, Replay, type ReturnedWin, stateDifference } from "#lib/plays/replay.ts";
import { getPlan } from "#lib/plays/store-pacer.ts";
import {
  countContradictions,
  findLedgerGame,
  type LedgerGame,
  listDecisions,
  listEntries,
  listReturns,
  listVoids,
  type StoredDecision,
  type StoredEntry,
} from "#lib/plays/store-verify.ts";
import { VerifyClose } from "#lib/plays/verify-close.ts";
import { genesisFault } from "#lib/plays/verify-genesis.ts";
import { VerifyNotes } from "#lib/plays/verify-notes.ts";
import { rowDifference, Wrong } from "#lib/plays/verify-row.ts";

const pageSize = 2_000;

class LedgerCheck {
  readonly #sql: Executor;
  readonly #gameId: string;
  readonly #seed: Buffer;
  readonly #game: LedgerGame;
  #replay: Replay | undefined;
  #prev: Uint8Array = GENESIS;
  #pending: StoredDecision[] = [];
  #readK = 0;
  /** Rows of the last batch, for the correction that may follow. */
  #batch = new Map<string, StoredDecision>();
  #refused = new Set<string>();
  /** Plays whose coupon was taken back, by what the chain says further on; their rows once they were read. */
  readonly #returned = new Map<string, StoredDecision | undefined>();
  readonly #returnsSeen = new Set<string>();
  readonly #voids = new Set<string>();
  readonly #notes: VerifyNotes;
  readonly #close: VerifyClose;
  undecided = 0;
  entry = 0;
  rows = 0;
  wins = 0;

  constructor(sql: Executor, gameId: string, seed: Buffer, game: LedgerGame) {
    this.#sql = sql;
    this.#gameId = gameId;
    this.#seed = seed;
    this.#game = game;
    this.#notes = new VerifyNotes(game, seed);
    this.#close = new VerifyClose(sql, gameId, seed);
  }

  async run(): Promise<void> {
    for (const text of await listReturns(this.#sql, this.#gameId)) {
      const correction = parseCorrection(JSON.parse(text));
      if ("couponId" in correction) this.#returned.set(correction.playId, undefined);
    }
    for (;;) {
      const range = { afterSeq: this.entry, limit: pageSize };
      const entries = await listEntries(this.#sql, this.#gameId, range);
      if (entries.length === 0) break;
      for (const entry of entries) await this.#check(entry);
    }
    await this.#finish();
  }

  async #check(entry: StoredEntry): Promise<void> {
    if (entry.seq !== this.entry + 1) throw new Wrong(`entry ${this.entry + 1} is missing`);
    this.entry = entry.seq;
    if (!sameBytes(entry.prevHash, this.#prev))
      throw new Wrong("it does not follow the one before");
    const hash = entryHash(sha256, this.#prev, entry.kind, entry.root);
    if (!sameBytes(hash, entry.hash)) throw new Wrong("its hash is not that of its content");
    this.#prev = entry.hash;
    if (this.#refused.size > 0 && entry.kind !== "correction") {
      throw new Wrong(`refused wins of the batch before have no correction`);
    }
    if (entry.kind === "batch") return await this.#checkBatch(entry);
    if (entry.body === undefined) throw new Wrong("it has no text");
    if (!sameBytes(sha256(utf8(`frolic-body-v1|${entry.body}`)), entry.root)) {
      throw new Wrong("its text is not the one that was hashed");
    }
    await this.#checkAct(entry.kind, JSON.parse(entry.body));
  }

  async #checkAct(kind: StoredEntry["kind"], body: Record<string, unknown>): Promise<void> {
    const tell = (why: string | undefined) => {
      if (why !== undefined) throw new Wrong(why);
    };
    if (kind === "genesis") {
      if (this.#replay) throw new Wrong("the chain begins twice");
      const plan = await getPlan(this.#sql, this.#gameId, 1);
      const { commitment } = this.#game;
      tell(genesisFault(body, plan, { gameId: this.#gameId, seed: this.#seed, commitment }));
      this.#replay = new Replay(plan);
      return;
    }
    const replay = this.#started();
    if (kind === "rebuild" || kind === "budget") tell(replay.rebuild(body));
    else if (kind === "intake") tell(this.#notes.intake(body));
    else if (kind === "reveal") tell(this.#notes.reveal(body, this.entry));
    else if (kind === "second_chance") {
      const { isRevealed } = this.#notes;
      tell(await this.#close.take(body, { replay, entry: this.entry, isRevealed }));
    } else if (kind === "pause") tell(replay.pause(body));
    else if (kind === "resume" || kind === "revision") {
      const plan = await getPlan(this.#sql, this.#gameId, Number(body.planRevision));
      if (!isPlanOf(sha256, body, plan)) throw new Wrong("the stored plan is not the one it names");
      tell(kind === "resume" ? replay.resume(body, plan) : replay.revise(body, plan));
    } else if (kind === "correction") this.#checkCorrection(replay, body);
    else throw new Wrong(`nothing in the game's life is a ${kind}`);
  }

  #checkCorrection(replay: Replay, body: unknown): void {
    const correction = parseCorrection(body);
    if ("couponId" in correction) {
      this.#checkReturn(replay, correction);
      return;
    }
    if (!("plays" in correction)) {
      if (this.#voids.has(correction.playId)) throw new Wrong("it voids a play again");
      this.#voids.add(correction.playId);
      return;
    }
    for (const { playId, k, reason } of correction.plays) {
      const row = this.#batch.get(playId);
      if (!row || row.k !== k || row.reason !== reason || !this.#refused.delete(playId)) {
        throw new Wrong(`it corrects play ${playId}, which was not refused so`, row);
      }
    }
    if (this.#refused.size > 0) throw new Wrong("a refused win of the batch is not in it");
    const why = replay.correct(correction, (playId) => this.#batch.get(playId)?.playerId);
    if (why !== undefined) throw new Wrong(why);
  }

  #checkReturn(replay: Replay, correction: ReturnedWin): void {
    const { playId, couponId, brand } = correction;
    const row = this.#returned.get(playId);
    const isGiven = row?.outcome === "WIN" && row.couponId === couponId && row.brand === brand;
    if (!row || !isGiven || this.#returnsSeen.has(playId)) {
      throw new Wrong(`it takes back a coupon that play ${playId} did not have`);
    }
    this.#returnsSeen.add(playId);
    const why = replay.giveBackWin(correction, row.playerId);
    if (why !== undefined) throw new Wrong(why, row);
  }

  #started(): Replay {
    if (!this.#replay) throw new Wrong("the chain does not begin with a genesis");
    return this.#replay;
  }

  async #next(): Promise<StoredDecision> {
    if (this.#pending.length === 0) {
      const range = { afterK: this.#readK, limit: pageSize };
      this.#pending = (await listDecisions(this.#sql, this.#gameId, range)).reverse();
    }
    const row = this.#pending.pop();
    if (!row) throw new Wrong(`row k ${this.#readK + 1} is missing`);
    this.#readK = row.k;
    return row;
  }

  async #checkBatch(entry: StoredEntry): Promise<void> {
    const replay = this.#started();
    if (this.#notes.isRevealed) throw new Wrong("it was decided when the seed was public");
    if (this.#close.isDone) throw new Wrong("it was decided when the game was closed");
    const leaves: Uint8Array[] = [];
    const awards: Award[] = [];
    this.#batch = new Map();
    for (let k = entry.kFrom; k <= entry.kTo; k++) {
      const row = await this.#next();
      if (row.k !== k) throw new Wrong(`row k ${k} is missing`, row);
      leaves.push(this.#checkRow(replay, row));
      if (row.couponId !== undefined) awards.push({ k, couponId: row.couponId });
      this.#batch.set(row.playId, row);
    }
    if (!sameBytes(batchRoot(sha256, leaves, awards), entry.root)) {
      throw new Wrong("its root is not that of its rows and their coupons");
    }
  }

  /** Recomputes a row and answers its leaf. */
  #checkRow(replay: Replay, row: StoredDecision): Uint8Array {
    const { playId, playerId, seq, salt } = row;
    const gameId = this.#gameId;
    if (row.epoch !== replay.epoch) throw new Wrong("it was decided in another epoch", row);
    const u = drawOf(hmacSha256, this.#seed, { gameId, playId, seq, salt });
    if (!Object.is(u, row.u)) throw new Wrong("its draw is not that of the seed", row);
    const step = replay.step({ playerId, t: row.arrivedT, u });
    const differs = rowDifference(step, row);
    if (differs) throw new Wrong(`its ${differs} is not what the pacer gives`, row);
    this.#checkOutcome(step, row);
    this.rows += 1;
    const playerTag = playerTagOf(hmacSha256, this.#seed, playerId);
    const { reason, brand, S, shares, t, k } = step;
    return leafOf(sha256, {
      ...{ gameId, shard: 0, k, playId, playerTag, seq, salt, t, S, shares, brand, reason, u },
    });
  }

  #checkOutcome(step: Step, row: StoredDecision): void {
    const isReturned = this.#returned.has(row.playId);
    if (isReturned) this.#returned.set(row.playId, row);
    if (row.isCouponSound === isReturned) {
      throw new Wrong(`its coupon does${isReturned ? "" : " not"} belong to it`, row);
    }
    if (step.brand < 0) {
      if (row.outcome !== "LOSE" || row.reason !== step.reason) {
        throw new Wrong("its outcome is not that of its draw", row);
      }
    } else if (row.outcome === "WIN" && row.reason === "DRAW") {
      this.wins += 1;
    } else if (row.outcome === "LOSE" && (row.reason === "CAP" || row.reason === "POOL")) {
      this.#refused.add(row.playId);
    } else {
      throw new Wrong("its outcome is not that of its draw", row);
    }
  }

  async #finish(): Promise<void> {
    const replay = this.#started();
    const game = this.#game;
    if (this.#refused.size > 0) throw new Wrong("refused wins have no correction");
    if (game.headSeq !== this.entry || !sameBytes(game.headHash, this.#prev)) {
      throw new Wrong("the head is not the last entry");
    }
    if (this.#pending.length > 0) throw new Wrong("a row stands in no batch", this.#pending.at(-1));
    const range = { afterK: this.#readK, limit: 1 };
    const [stray] = await listDecisions(this.#sql, this.#gameId, range);
    if (stray) throw new Wrong("a row stands in no batch", stray);
    if (game.pacerK !== this.rows) throw new Wrong("the pacer's ordinal is not the last row's");
    if (game.pacerEpoch !== replay.epoch) throw new Wrong("the pacer's epoch is not the chain's");
    const differs = stateDifference(replay.state, decodeState(game.state));
    if (differs) throw new Wrong(`the stored pacer has another ${differs} than the rows give`);
    const voids = await listVoids(this.#sql, this.#gameId);
    const unchained = voids.find((playId) => !this.#voids.delete(playId));
    const [unvoided] = this.#voids;
    if (unchained) throw new Wrong(`play ${unchained} was voided, and no entry says so`);
    if (unvoided) throw new Wrong(`play ${unvoided} was not voided, though an entry says so`);
    if (game.decided !== this.rows + voids.length) {
      throw new Wrong(`${game.decided} plays count as decided, and ${this.rows} rows stand`);
    }
    const { undecided, ...counts } = await countContradictions(this.#sql, this.#gameId, [
      ...this.#returned.keys(),
    ]);
    for (const [name, count] of Object.entries(counts)) {
      if (count !== 0) throw new Wrong(`${name}: ${count}`);
    }
    this.undecided = undecided;
    const why = this.#notes.atEnd(undecided) ?? (await this.#close.atEnd(this.#notes.isRevealed));
    if (why !== undefined) throw new Wrong(why);
  }
}

/** Recomputes the ledger of a game. Needs the game to stand still only for the last checks. */
export async function verifyLedger(
  sql: Executor,
  masterSecret: string,
  gameId: string,
): Promise<LedgerVerdict> {
  const game = await findLedgerGame(sql, gameId);
  const nowhere = { entry: 0, k: undefined, playId: undefined };
  if (!game?.seedCt) return { ok: false, ...nowhere, why: "the game was never opened" };
  const check = new LedgerCheck(sql, gameId, openGameSeed(masterSecret, gameId, game.seedCt), game);
  try {
    await check.run();
    const { entry: entries, rows, wins, undecided } = check;
    return { ok: true, entries, rows, wins, undecided };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const { k, playId, message: why } = error;
    return { ok: false, entry: check.entry, k, playId, why };
  }
}
