// Writes the public log of a game. It is read page by page and not in one transaction: everything in it is
// append-only, and a slow reader must hold nothing open.

import type { Sha256 } from "#lib/fairness/digest.ts";
import { toHex } from "#lib/fairness/digest.ts";
import { playerTagOf } from "#lib/fairness/draw.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { LOG_FORMAT, recordText, type Unsummed } from "#lib/plays/proof/log-record.ts";
import {
  findLogGame,
  type LogDecision,
  type LogEntry,
  type LogGame,
  listLogDecisions,
  listLogEntries,
  listLogPlans,
  listLogSignatures,
} from "#lib/plays/proof/store-log.ts";

export interface ExportDeps {
  readonly sql: Executor;
  /** The key behind the signatures of heads, as it is published. */
  readonly signer: { readonly keyId: string; readonly spki: string };
}

const pageSize = 1_000;
/** Characters gathered before they are handed on. */
const chunkLength = 64 * 1024;

/**
 * The log of a game whose seed is public, in chunks of text; refuses for every other game, known or not, alike.
 * Up to the head it began with: what is appended while it is written is left for the next reader.
 */
export async function* exportLog(deps: ExportDeps, gameId: string): AsyncGenerator<string> {
  const game = await findLogGame(deps.sql, gameId);
  if (!game) throw new AppError("log_not_public");
  let chunk = "[\n";
  let separator = "";
  for await (const record of records(deps, game)) {
    chunk += `${separator}${recordText(sha256 satisfies Sha256, record)}`;
    separator = ",\n";
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = "";
    }
  }
  yield `${chunk}\n]\n`;
}

async function* records(deps: ExportDeps, game: LogGame): AsyncGenerator<Unsummed> {
  const { sql, signer } = deps;
  const { gameId, headSeq, seed, ...facts } = game;
  const identity = { is: "game", format: LOG_FORMAT, gameId } as const;
  const keys = { publicKey: signer.spki, keyId: signer.keyId };
  const { name, startsAt, endsAt, commitment, committedAt, committed } = facts;
  const described = { name, startsAt, endsAt, commitment, committedAt };
  yield { ...identity, ...described, seed: toHex(seed), committed, ...keys };
  for (const { revision, finishShare, config, curve } of await listLogPlans(sql, gameId)) {
    yield { is: "plan", revision, finishShare, config, curve };
  }
  const counts = { entries: 0, rows: 0, signatures: 0 };
  const decisions = decisionsOf(sql, gameId);
  let next = await decisions.next();
  for await (const entry of entriesOf(sql, gameId, headSeq)) {
    counts.entries += 1;
    yield entryRecord(entry);
    for (; !next.done && next.value.k <= (entry.kTo ?? 0); next = await decisions.next()) {
      counts.rows += 1;
      yield rowRecord(next.value, seed);
    }
  }
  // None in a sound ledger; a row that stands in no batch is shown, not hidden.
  for (; !next.done; next = await decisions.next()) {
    counts.rows += 1;
    yield rowRecord(next.value, seed);
  }
  let fromSeq = 1;
  for (;;) {
    const page = await listLogSignatures(sql, { gameId, fromSeq, limit: pageSize });
    for (const { seq, hash, keyId, at, signature } of page) {
      // Those over entries that came after the head this log ends with belong to the next reader too.
      if (seq <= headSeq) {
        counts.signatures += 1;
        yield { is: "signature", seq, hash, keyId, at, signature };
      }
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) break;
    fromSeq = last.seq + 1;
  }
  yield { is: "end", ...counts };
}

async function* entriesOf(sql: Executor, gameId: string, toSeq: number): AsyncGenerator<LogEntry> {
  let afterSeq = 0;
  while (afterSeq < toSeq) {
    const page = await listLogEntries(sql, { gameId, afterSeq, toSeq, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    afterSeq = last.seq;
  }
}

/** Every decision by its ordinal, in few large pages: a quiet game has as many batches as plays. */
async function* decisionsOf(sql: Executor, gameId: string): AsyncGenerator<LogDecision, undefined> {
  let afterK = 0;
  for (;;) {
    const page = await listLogDecisions(sql, { gameId, afterK, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (!last) return undefined;
    afterK = last.k;
  }
}

function entryRecord(entry: LogEntry): Unsummed {
  const { seq, kind, at, kFrom, kTo, body, prevHash, root, hash } = entry;
  const about = kFrom === undefined || kTo === undefined ? {} : { kFrom, kTo };
  const text = body === undefined ? {} : { body };
  return { is: "entry", seq, kind, at, ...about, ...text, prevHash, root, hash };
}

function rowRecord(decision: LogDecision, seed: Uint8Array): Unsummed {
  const { k, playId, playerId, seq, salt, t, S, shares, brand, reason, u, couponId } = decision;
  const player = playerTagOf(hmacSha256, seed, playerId);
  const coupon = couponId === undefined ? {} : { coupon: couponId };
  const paced = { t, S, shares: [...shares], brand, reason, u };
  return { is: "row", k, playId, player, seq, salt, ...paced, ...coupon };
}
