// Checks the public log of a game from its lines alone: no database, no network. Every draw, every chance bit for
// bit, every leaf, root, entry and signature; names the first thing that is wrong.

import type { KeyObject } from "node:crypto";
import { ZodError } from "zod";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { fromHex } from "#lib/fairness/digest.ts";
import { type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { unpackPlan } from "#lib/pacing/plan.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import { keyIdOf } from "#lib/platform/signing-key.ts";
import { isSignedHead, openPublicKey } from "#lib/plays/proof/head-signature.ts";
import { Damaged, demand, type LogFault, UnreadableLogError } from "#lib/plays/proof/log-fault.ts";
import {
  type LogOf,
  type LogRecord,
  type ReadRecord,
  readRecord,
} from "#lib/plays/proof/log-record.ts";
import { LogReplay } from "#lib/plays/proof/replay-log.ts";
import type { PlanRow } from "#lib/plays/store-pacer.ts";

/** What somebody noted elsewhere and wants to find in the log. */
export interface Noted {
  readonly commitment?: string;
  readonly publicKey?: string;
}

export interface LogFacts {
  readonly gameId: string;
  readonly name: string;
  readonly commitment: string;
  readonly committedAt: string | null;
  readonly plays: number;
  readonly wins: number;
  readonly voids: number;
  readonly secondChances: number;
  readonly entries: number;
  readonly signatures: number;
  /** Number of the last entry a signature covers; entries after it are chained and not signed yet. */
  readonly signedTo: number;
  readonly keyId: string;
  readonly head: string;
}

export type LogVerdict =
  | ({ readonly ok: true } & LogFacts)
  | { readonly ok: false; readonly fault: LogFault };

class LogCheck {
  readonly #noted: Noted;
  #line = 0;
  #game: LogOf<"game"> | undefined;
  /** A wrong sum of the record about the game waits until the chain has said what is wrong with it. */
  #gameSum: string | undefined;
  #key: KeyObject | undefined;
  readonly #plans = new Map<number, PlanRow>();
  #replay: LogReplay | undefined;
  #current: LogRecord | undefined;
  #signatures = 0;
  #signedTo = 0;
  #end: LogOf<"end"> | undefined;
  #isClosed = false;

  constructor(noted: Noted) {
    this.#noted = noted;
  }

  take(line: string): void {
    this.#line += 1;
    this.#current = undefined;
    if (this.#line === 1) {
      if (line !== "[")
        throw new UnreadableLogError("This is not a public log: it begins otherwise.");
    } else if (this.#end) {
      demand("text", line, this.#isClosed ? undefined : "]", "the log goes on after its end");
      this.#isClosed = true;
    } else this.#record(line);
  }

  #record(line: string): void {
    const text = line.endsWith(",") ? line.slice(0, -1) : line;
    const read = this.#read(text);
    const { record } = read;
    this.#current = record;
    if (line.endsWith(",") === (record.is === "end")) {
      throw new Damaged({
        field: "text",
        expected: "a comma between records",
        found: line.slice(-1),
        why: "records are parted by commas",
      });
    }
    if (record.is === "game") this.#takeGame(record, read.expectedSum);
    else this.#takeOther(record, read.expectedSum);
  }

  #read(text: string): ReadRecord {
    try {
      const read = readRecord(sha256, text);
      if (read) return read;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (!this.#game) {
      throw new UnreadableLogError(
        `This is not a public log: line ${this.#line} says nothing about a game.`,
      );
    }
    const found = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    throw new Damaged({ field: "text", expected: "a record", found, why: "the line is no record" });
  }

  #takeGame(record: LogOf<"game">, expectedSum: string | undefined): void {
    if (this.#game)
      throw new Damaged({
        field: "is",
        expected: "once",
        found: "game",
        why: "a log is of one game",
      });
    this.#game = record;
    this.#gameSum = expectedSum;
    const { commitment, publicKey } = this.#noted;
    if (commitment !== undefined) {
      demand("commitment", record.commitment, commitment, "it is not the commitment you noted");
    }
    if (publicKey !== undefined) {
      demand("publicKey", record.publicKey, publicKey, "it is not the key you noted");
    }
    this.#key = openPublicKey(record.publicKey);
    demand("keyId", record.keyId, keyIdOf(fromHex(record.publicKey)), "the key has another name");
    const { committed } = record;
    const canonical = canonicalJson(JSON.parse(committed) as JsonValue);
    demand("committed", committed, canonical, "it is not written as RFC 8785 asks");
  }

  #takeOther(record: Exclude<LogRecord, { is: "game" }>, expectedSum: string | undefined): void {
    const game = this.#game;
    if (!game)
      throw new UnreadableLogError("This is not a public log: it does not begin with a game.");
    switch (record.is) {
      case "plan":
        demandSum(record, expectedSum);
        this.#takePlan(game, record);
        return;
      case "entry":
        this.#started(game).entry(record);
        if (record.kind === "genesis") demandSum(game, this.#gameSum);
        break;
      case "row":
        this.#started(game).row(record);
        // Before it counts: what follows from a damaged row is not what is wrong first.
        demandSum(record, expectedSum);
        this.#started(game).closeRow(record);
        return;
      case "signature":
        this.#takeSignature(game, record);
        break;
      case "end":
        this.#takeEnd(game, record);
        break;
      default:
        record satisfies never;
    }
    demandSum(record, expectedSum);
  }

  #takePlan(game: LogOf<"game">, record: LogOf<"plan">): void {
    const { revision, finishShare } = record;
    demand("revision", revision, this.#plans.size + 1, "plans follow one another");
    this.#plans.set(revision, {
      revision,
      plan: unpackPlan(fromHex(record.curve), finishShare),
      config: pacerConfig(record.config as unknown as PacerConfig),
      committed: revision === 1 ? game.committed : undefined,
    });
  }

  #started({ gameId, seed, commitment }: LogOf<"game">): LogReplay {
    this.#replay ??= new LogReplay({
      gameId,
      seed: fromHex(seed),
      commitment: fromHex(commitment),
      plans: this.#plans,
    });
    return this.#replay;
  }

  #takeSignature(game: LogOf<"game">, record: LogOf<"signature">): void {
    const replay = this.#started(game);
    const { seq, hash, signature } = record;
    demand("hash", hash, replay.hashAt(seq), "it signs another head than the chain has there");
    demand("keyId", record.keyId, game.keyId, "it is of another key");
    const head = { gameId: game.gameId, shard: 0, seq, hash };
    const isSigned = this.#key !== undefined && isSignedHead(this.#key, head, signature);
    const expected = "a signature of this head";
    if (!isSigned) {
      throw new Damaged({
        field: "signature",
        expected,
        found: signature,
        why: "the signature is not of this key and head",
      });
    }
    this.#signatures += 1;
    this.#signedTo = Math.max(this.#signedTo, seq);
  }

  #takeEnd(game: LogOf<"game">, record: LogOf<"end">): void {
    const replay = this.#started(game);
    replay.finish();
    demand("entries", record.entries, replay.entries, "it counts other entries than there are");
    demand("rows", record.rows, replay.rows, "it counts other rows than there are");
    demand("signatures", record.signatures, this.#signatures, "it counts other signatures");
    this.#end = record;
  }

  finish(): LogFacts {
    this.#current = undefined;
    if (!this.#game) throw new UnreadableLogError("This is not a public log: it is empty.");
    demand("text", this.#isClosed, true, "the log ends early");
    const { gameId, name, commitment, committedAt, keyId } = this.#game;
    const replay = this.#started(this.#game);
    const { rows: plays, wins, voids, secondChances, entries, head } = replay;
    const counts = { plays, wins, voids, secondChances, entries, signatures: this.#signatures };
    return {
      gameId,
      name,
      commitment,
      committedAt,
      ...counts,
      signedTo: this.#signedTo,
      keyId,
      head,
    };
  }

  /** The fault with its place; whatever a record makes fail is that record's fault. */
  faultOf(error: unknown): LogFault {
    const record = this.#current;
    const isRow = record?.is === "row";
    const nextK = this.#replay?.nextK;
    const facts =
      error instanceof Damaged
        ? error.facts
        : { field: "content", expected: undefined, found: undefined, why: reasonOf(error) };
    const entries = this.#replay?.entries ?? 0;
    return {
      line: this.#line,
      record: record?.is ?? "file",
      entry: record?.is === "entry" ? record.seq : entries || undefined,
      k: nextK ?? (isRow ? record.k : undefined),
      playId: isRow ? record.playId : undefined,
      ...facts,
    };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ZodError) return "its text does not say what such an entry says";
  return error instanceof Error ? error.message : String(error);
}

function demandSum(record: LogRecord, expectedSum: string | undefined): void {
  if (expectedSum === undefined) return;
  const why = "the record is not as it was written: a byte of it was changed";
  throw new Damaged({ field: "sum", expected: expectedSum, found: record.sum, why });
}

/** Checks a log by its lines (without their line feeds). Throws UnreadableLogError where there is no log to check. */
export async function verifyLog(
  lines: AsyncIterable<string> | Iterable<string>,
  noted: Noted = {},
): Promise<LogVerdict> {
  const check = new LogCheck(noted);
  try {
    for await (const line of lines) check.take(line);
    return { ok: true, ...check.finish() };
  } catch (error) {
    if (error instanceof UnreadableLogError || isReadError(error)) throw error;
    return { ok: false, fault: check.faultOf(error) };
  }
}

/** Of the file, not of what stands in it. */
function isReadError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
