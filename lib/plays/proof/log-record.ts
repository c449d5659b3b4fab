// The public log of a game as a file: one JSON array with one record a line, so that it can be written and checked
// while it streams, however long it is. Each record ends in the sum of its own text, which tells where a copy was
// damaged; what proves the content are the chain and its signatures.

import { z } from "zod";
import { type Sha256, toHex, utf8 } from "#lib/fairness/digest.ts";
import { chainEntryKinds } from "#lib/plays/contract.ts";

export const LOG_FORMAT = "frolic-log-v1";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);
const count = z.number().int().nonnegative();
const sum = z.string().regex(/^[0-9a-f]{16}$/);

const gameSchema = z.strictObject({
  is: z.literal("game"),
  format: z.literal(LOG_FORMAT),
  gameId: z.uuid(),
  name: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  commitment: hash,
  committedAt: z.string().nullable(),
  seed: hash,
  /** RFC 8785 text of {config, plan, rules}: what the commitment covers beside the seed. */
  committed: z.string(),
  /** Ed25519, DER of SubjectPublicKeyInfo. */
  publicKey: hex,
  keyId: z.string(),
  sum,
});

const planSchema = z.strictObject({
  is: z.literal("plan"),
  revision: count,
  finishShare: z.number(),
  config: z.record(z.string(), z.unknown()),
  /** The packed curve and moments: little-endian doubles. */
  curve: hex,
  sum,
});

const entrySchema = z.strictObject({
  is: z.literal("entry"),
  seq: count,
  kind: z.enum(chainEntryKinds),
  at: z.string(),
  /** Ordinals of a batch; its rows follow. */
  kFrom: count.optional(),
  kTo: count.optional(),
  /** The exact text that was hashed, for every kind but batch. */
  body: z.string().optional(),
  prevHash: hash,
  root: hash,
  hash,
  sum,
});

const rowSchema = z.strictObject({
  is: z.literal("row"),
  k: count,
  playId: z.uuid(),
  /** Stands for the player: the same in all of their rows, and nothing without the player's id. */
  player: z.string().regex(/^[0-9a-f]{32}$/),
  seq: count,
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  t: z.number(),
  S: z.number(),
  shares: z.array(z.number()),
  brand: z.number().int().min(-1),
  reason: z.enum(["DRAW", "CAP", "WINDOW"]),
  u: z.number(),
  /** Number of the coupon a win got; never its code. */
  coupon: count.optional(),
  sum,
});

const signatureSchema = z.strictObject({
  is: z.literal("signature"),
  seq: count,
  hash,
  keyId: z.string(),
  at: z.string(),
  signature: hex,
  sum,
});

const endSchema = z.strictObject({
  is: z.literal("end"),
  entries: count,
  rows: count,
  signatures: count,
  sum,
});

const recordSchema = z.discriminatedUnion("is", [
  gameSchema,
  planSchema,
  entrySchema,
  rowSchema,
  signatureSchema,
  endSchema,
]);

export type LogRecord = z.infer<typeof recordSchema>;
export type LogOf<K extends LogRecord["is"]> = Extract<LogRecord, { is: K }>;
/** A record before its sum is known. */
export type Unsummed = { [K in LogRecord["is"]]: Omit<LogOf<K>, "sum"> }[LogRecord["is"]];

/** First 16 hex digits of the SHA-256 of the record's JSON without its sum. */
function sumOf(sha256: Sha256, text: string): string {
  return toHex(sha256(utf8(text)), 0, 8);
}

/** The record as its line has it, without the comma. Names stand in the order given. */
export function recordText(sha256: Sha256, record: Unsummed): string {
  const text = JSON.stringify(record);
  return `${text.slice(0, -1)},"sum":"${sumOf(sha256, text)}"}`;
}

export interface ReadRecord {
  readonly record: LogRecord;
  /** The sum its text should have, when it has another or was written in another way. */
  readonly expectedSum: string | undefined;
}

/** A record out of its line; undefined when the JSON is whole and is no record. Throws SyntaxError on half a line. */
export function readRecord(sha256: Sha256, line: string): ReadRecord | undefined {
  const json: unknown = JSON.parse(line);
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) return undefined;
  // As it was written: a number with other digits or a space would be the same JSON and another text.
  const { sum: found, ...rest } = json as LogRecord;
  const expected = sumOf(sha256, JSON.stringify(rest));
  const isSound = found === expected && JSON.stringify(json) === line;
  return { record: parsed.data, expectedSum: isSound ? undefined : expected };
}
