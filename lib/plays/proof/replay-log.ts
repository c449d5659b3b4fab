// The part of checking a log that follows the pacer: rows by k, with everything that changed it between two of
// them. It knows nothing of lines and files.

import { entryHash, GENESIS } from "#lib/fairness/chain.ts";
import { sameBytes, toHex, utf8 } from "#lib/fairness/digest.ts";
import { drawOf } from "#lib/fairness/draw.ts";
import { type Award, batchRoot, leafOf } from "#lib/fairness/ledger-leaf.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { isPlanOf } from "#lib/plays/plan-hash.ts";
import { Damaged, demand } from "#lib/plays/proof/log-fault.ts";
import { LogNotes } from "#lib/plays/proof/log-notes.ts";
import type { LogOf } from "#lib/plays/proof/log-record.ts";
import { parseCorrection, Replay, type ReturnedWin } from "#lib/plays/replay.ts";
import type { PlanRow } from "#lib/plays/store-pacer.ts";
import { genesisFault } from "#lib/plays/verify-genesis.ts";

type Row = LogOf<"row">;
type Entry = LogOf<"entry">;

export interface LogPromise {
  readonly gameId: string;
  readonly seed: Uint8Array;
  readonly commitment: Uint8Array;
  readonly plans: ReadonlyMap<number, PlanRow>;
}

interface Batch {
  readonly entry: Entry;
  readonly leaves: Uint8Array[];
  readonly awards: Award[];
}

interface Win {
  readonly player: string;
  readonly brand: number;
  readonly coupon: number;
}

export class LogReplay {
  readonly #promise: LogPromise;
  #replay: Replay | undefined;
  #prev: Uint8Array = GENESIS;
  #batch: Batch | undefined;
  /** Rows of the last batch that drew a prize and got no coupon: a correction must follow. */
  readonly #refused = new Map<string, Row>();
  readonly #wins = new Map<string, Win>();
  readonly #returned = new Set<string>();
  readonly #voids = new Set<string>();
  readonly #plays = new Set<string>();
  readonly #seqs = new Set<number>();
  readonly #lost: { readonly playId: string; readonly player: string }[] = [];
  readonly #hashes: string[] = [];
  readonly #notes: LogNotes;
  rows = 0;

  constructor(promise: LogPromise) {
    this.#promise = promise;
    this.#notes = new LogNotes(promise);
  }

  get entries(): number {
    return this.#hashes.length;
  }
  /** Of the last entry, in hex. */
  get head(): string {
    return toHex(this.#prev);
  }
  get wins(): number {
    return this.#wins.size - this.#returned.size;
  }
  get voids(): number {
    return this.#voids.size;
  }
  get secondChances(): number {
    return this.#notes.secondChances;
  }
  /** Ordinal of the row that must come next, when one must. */
  get nextK(): number | undefined {
    return this.#batch ? this.rows + 1 : undefined;
  }
  hashAt(seq: number): string | undefined {
    return this.#hashes[seq - 1];
  }

  entry(entry: Entry): void {
    if (this.#batch) {
      const k = this.rows + 1;
      throw new Damaged({
        ...{ field: "k", expected: k, found: undefined },
        why: `row k ${k} of entry ${this.#batch.entry.seq} is missing`,
      });
    }
    demand("seq", entry.seq, this.entries + 1, "entries follow one another without a gap");
    demand("prevHash", entry.prevHash, this.head, "it does not follow the entry before");
    const root = Buffer.from(entry.root, "hex");
    const hash = entryHash(sha256, this.#prev, entry.kind, root);
    demand("hash", entry.hash, toHex(hash), "its hash is not that of its content");
    if (this.#refused.size > 0 && entry.kind !== "correction") this.#demandNoneRefused();
    if (entry.kind === "batch") this.#openBatch(entry);
    else this.#act(entry);
    this.#prev = hash;
    this.#hashes.push(entry.hash);
  }

  #openBatch(entry: Entry): void {
    this.#started();
    demand("body", entry.body, undefined, "a batch has rows and no text");
    demand("kFrom", entry.kFrom, this.rows + 1, "a batch begins after the last row");
    const from = this.rows + 1;
    if (!(Number(entry.kTo) >= from)) {
      const expected = `${from} or more`;
      throw new Damaged({ field: "kTo", expected, found: entry.kTo, why: "a batch has rows" });
    }
    if (this.#notes.lastSeq !== undefined) {
      const why = "it was decided when the seed was public";
      throw new Damaged({ field: "kind", expected: "no batch", found: "batch", why });
    }
    if (this.#notes.isClosed) {
      const why = "it was decided when the game was closed";
      throw new Damaged({ field: "kind", expected: "no batch", found: "batch", why });
    }
    this.#batch = { entry, leaves: [], awards: [] };
  }

  #act(entry: Entry): void {
    demand("kFrom", entry.kFrom ?? entry.kTo, undefined, "only a batch has rows");
    const { body = "" } = entry;
    const root = toHex(sha256(utf8(`frolic-body-v1|${body}`)));
    demand("root", entry.root, root, "its text is not the one that was hashed");
    const parsed = JSON.parse(body) as Record<string, unknown>;
    const why = this.#takeAct(entry.kind, parsed);
    if (why !== undefined)
      throw new Damaged({ field: "body", expected: undefined, found: body, why });
  }

  #takeAct(kind: Entry["kind"], body: Record<string, unknown>): string | undefined {
    if (kind === "genesis") return this.#begin(body);
    const replay = this.#started();
    switch (kind) {
      case "rebuild":
      case "budget":
        return replay.rebuild(body);
      case "pause":
        return replay.pause(body);
      case "resume":
      case "revision": {
        const plan = this.#planOf(Number(body.planRevision));
        if (!isPlanOf(sha256, body, plan)) return "the plan in the log is not the one it names";
        return kind === "resume" ? replay.resume(body, plan) : replay.revise(body, plan);
      }
      case "correction":
        return this.#correct(replay, body);
      case "intake":
        return this.#notes.countPlays(body);
      case "reveal":
        return this.#notes.reveal(body, this.rows + this.#voids.size, this.#planOf(1).committed);
      case "second_chance": {
        const { config, wins, state } = replay;
        const facts = { config, wins, W: state.W, lost: this.#lost };
        return this.#notes.close(body, facts, this.#planOf(1).committed);
      }
      default:
        return `nothing in a game's life is a ${kind}`;
    }
  }

  #begin(body: Record<string, unknown>): string | undefined {
    if (this.#replay) return "the chain begins twice";
    const plan = this.#planOf(1);
    const why = genesisFault(body, plan, {
      ...this.#promise,
      commitment: Buffer.from(this.#promise.commitment),
    });
    this.#replay = new Replay(plan);
    return why;
  }

  #planOf(revision: number): PlanRow {
    const plan = this.#promise.plans.get(revision);
    if (!plan) throw new Error(`plan ${revision} is not in the log`);
    return plan;
  }

  #correct(replay: Replay, body: unknown): string | undefined {
    const correction = parseCorrection(body);
    if ("couponId" in correction) return this.#takeBack(replay, correction);
    if (!("plays" in correction)) {
      if (this.#voids.has(correction.playId)) return "it voids a play again";
      if (this.#plays.has(correction.playId)) return "it voids a play that was decided";
      this.#voids.add(correction.playId);
      return undefined;
    }
    const players = new Map<string, string>();
    for (const { playId, k, brand } of correction.plays) {
      const row = this.#refused.get(playId);
      if (!row || row.k !== k || row.brand !== brand) {
        return `it corrects play ${playId}, which was not refused so`;
      }
      this.#refused.delete(playId);
      players.set(playId, row.player);
    }
    this.#demandNoneRefused();
    return replay.correct(correction, (playId) => players.get(playId));
  }

  #takeBack(replay: Replay, correction: ReturnedWin): string | undefined {
    const { playId, couponId, brand } = correction;
    const win = this.#wins.get(playId);
    const isGiven = win?.coupon === couponId && win.brand === brand && !this.#returned.has(playId);
    if (!win || !isGiven) return `it takes back a coupon that play ${playId} did not have`;
    this.#returned.add(playId);
    return replay.giveBackWin(correction, win.player);
  }

  #demandNoneRefused(): void {
    const [row] = this.#refused.values();
    if (!row) return;
    const why = `row k ${row.k} drew a prize, got no coupon, and no correction says why`;
    throw new Damaged({ field: "coupon", expected: "a coupon or a correction", found: null, why });
  }

  #started(): Replay {
    if (!this.#replay) throw new Error("the chain does not begin with a genesis");
    return this.#replay;
  }

  /** Recomputes a row; `closeRow` takes it in afterwards. */
  row(row: Row): void {
    if (!this.#batch) {
      const why = "it stands in no batch";
      throw new Damaged({ field: "k", expected: undefined, found: row.k, why });
    }
    demand("k", row.k, this.rows + 1, "rows follow one another by k");
    const { playId, seq, salt, player, t } = row;
    const { gameId, seed } = this.#promise;
    const u = drawOf(hmacSha256, seed, { gameId, playId, seq, salt });
    demand("u", row.u, u, "its draw is not that of seed, game, play, number and salt");
    const step = this.#started().step({ playerId: player, t, u });
    for (const field of ["reason", "t", "S", "shares", "brand"] as const) {
      demand(field, row[field], step[field], `its ${field} is not what the pacer gives`);
    }
    if (row.brand < 0) demand("coupon", row.coupon, undefined, "a loss has no coupon");
    if (this.#seqs.has(seq)) throw new Damaged(twice("seq", seq));
    if (this.#plays.has(playId)) throw new Damaged(twice("playId", playId));
  }

  closeRow(row: Row): void {
    const batch = this.#batch;
    if (!batch) throw new Error("a row outside a batch");
    const { playId, player, k, brand, coupon } = row;
    const { gameId } = this.#promise;
    this.#plays.add(playId);
    this.#seqs.add(row.seq);
    this.rows += 1;
    batch.leaves.push(leafOf(sha256, { ...row, gameId, shard: 0, playerTag: player }));
    if (coupon !== undefined) {
      batch.awards.push({ k, couponId: coupon });
      this.#wins.set(playId, { player, brand, coupon });
    } else {
      this.#lost.push({ playId, player });
      if (brand >= 0) this.#refused.set(playId, row);
    }
    if (k !== batch.entry.kTo) return;
    this.#batch = undefined;
    const root = batchRoot(sha256, batch.leaves, batch.awards);
    if (sameBytes(root, Buffer.from(batch.entry.root, "hex"))) return;
    const { kFrom, kTo, root: found, seq } = batch.entry;
    const why = `rows k ${kFrom} to ${kTo} and their coupons do not give the root of entry ${seq}`;
    throw new Damaged({ field: "root", expected: toHex(root), found, why });
  }

  finish(): void {
    if (this.#batch) {
      const why = "the rows of the last batch are not all there";
      throw new Damaged({ field: "rows", expected: this.#batch.entry.kTo, found: this.rows, why });
    }
    this.#demandNoneRefused();
    const { lastSeq } = this.#notes;
    if (lastSeq === undefined) {
      const why = "no entry makes the seed public";
      throw new Damaged({ field: "entries", expected: "reveal", found: undefined, why });
    }
    for (const seq of this.#seqs) {
      if (seq >= 1 && seq <= lastSeq) continue;
      const why = "a play has a number the game never gave";
      throw new Damaged({ field: "seq", expected: `1 to ${lastSeq}`, found: seq, why });
    }
  }
}

function twice(field: string, found: unknown) {
  return { field, expected: "once", found, why: `the log has this ${field} twice` };
}
