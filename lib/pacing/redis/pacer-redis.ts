// The Redis side of the pacer: one MULTI that rebuilds a game, one script call that decides a batch.

import { createHash } from "node:crypto";
import type { ChainableCommander, Cluster, Redis } from "ioredis";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import { type Plan, packPlan } from "#lib/pacing/plan.ts";
import { memoKey, planKey, stateKey, winsKey } from "#lib/pacing/redis/keys.ts";
import {
  packConfig,
  packPlays,
  packState,
  unpackRows,
  unpackState,
} from "#lib/pacing/redis/packed.ts";
import { PACER_SCRIPT } from "#lib/pacing/redis/script.ts";
import type { BatchPlay, DecisionRow } from "#lib/pacing/run-batch.ts";

export type GameRef = { readonly partition: number; readonly game: string };

export type GameLoad = GameRef & {
  readonly epoch: number;
  readonly config: PacerConfig;
  readonly plan: Plan;
  readonly state: PacerState;
  /** Field and wins, as `winsField` names them. */
  readonly wins: Iterable<readonly [string, number]>;
};

export type ScriptBatch = GameRef & {
  readonly epoch: number;
  readonly plays: readonly BatchPlay[];
};

/**
 * `ok`: rows in the order of the plays, state after the batch. `stale`: somebody holds a higher epoch, drop
 * the batch. `missing`: Redis knows nothing of this epoch (lost, rolled back, or never loaded), rebuild.
 * `failed`: this game's call failed; the others of the pipeline stand. It may have been carried out (the
 * reply lost); the memo answers the repetition.
 */
export type ScriptReply =
  | { readonly status: "ok"; readonly rows: DecisionRow[]; readonly state: PacerState }
  | { readonly status: "stale" }
  | { readonly status: "missing" }
  | { readonly status: "failed"; readonly error: Error };

type Client = Redis | Cluster;
type Call = { readonly keys: string[]; readonly args: (string | Buffer)[] };

/** Keeps every unpack() of the script below Lua's limit of 8,000 values. */
export const PLAYS_PER_CALL_MAX = 1000;
const FIELDS_PER_HSET = 1000;
const MEMO_SECONDS = 60;
/** Minutes of arrivals before the start or after the end all share one memo on either side. */
const MINUTE_MAX = 1_000_000;

const scriptSha = createHash("sha1").update(PACER_SCRIPT).digest("hex");

/**
 * Replaces all that Redis knows of a game by what Postgres says. The caller has raised the epoch under the
 * row lock of game_pacer first, so whoever still works with the old one is refused by the script and by
 * decide(). Memos are not read across epochs, hence need no deleting; they expire by themselves.
 */
export async function loadGame(redis: Client, load: GameLoad): Promise<void> {
  const { partition, game } = load;
  const state = stateKey(partition, game);
  const wins = winsKey(partition, game);
  const multi = redis.multi();
  multi.del(state, wins);
  multi.hset(state, {
    e: String(load.epoch),
    c: packConfig(load.config, load.plan),
    s: packState(load.state),
  });
  multi.set(planKey(partition, game), Buffer.from(packPlan(load.plan)));
  let fields: string[] = [];
  const flush = () => {
    if (fields.length > 0) multi.hset(wins, ...fields);
    fields = [];
  };
  for (const [field, count] of load.wins) {
    fields.push(field, String(count));
    if (fields.length >= 2 * FIELDS_PER_HSET) flush();
  }
  flush();
  const replies = await multi.exec();
  const failed = replies?.find(([error]) => error !== null);
  if (!replies || failed) {
    throw new Error(`Game ${game} could not be loaded into Redis.`, { cause: failed?.[0] });
  }
}

/** Takes a game out of Redis, so that the next script call answers `missing`. */
export async function unloadGame(redis: Client, { partition, game }: GameRef): Promise<void> {
  await redis.unlink(stateKey(partition, game), planKey(partition, game), winsKey(partition, game));
}

function minuteOf(t: number): number {
  return Math.floor(Math.min(MINUTE_MAX, Math.max(-1, t / MEMO_SECONDS)));
}

function callOf({ partition, game, epoch, plays }: ScriptBatch): Call {
  if (plays.length > PLAYS_PER_CALL_MAX) throw new RangeError("Too many plays for one call.");
  const numbers = new Map<number, number>();
  const memoOf: number[] = [];
  for (const { t } of plays) {
    const minute = minuteOf(t);
    const number = numbers.get(minute) ?? numbers.size + 1;
    numbers.set(minute, number);
    memoOf.push(number);
  }
  const keys = [stateKey(partition, game), planKey(partition, game), winsKey(partition, game)];
  for (const minute of numbers.keys()) keys.push(memoKey(partition, game, minute));
  const args: (string | Buffer)[] = [String(epoch), packPlays(plays, memoOf)];
  for (const { playId, player } of plays) args.push(playId, player);
  return { keys, args };
}

function send(pipeline: ChainableCommander, command: "EVALSHA" | "EVAL", call: Call): void {
  const script = command === "EVAL" ? PACER_SCRIPT : scriptSha;
  pipeline.callBuffer(command, [script, call.keys.length, ...call.keys, ...call.args]);
}

async function execute(
  redis: Client,
  command: "EVALSHA" | "EVAL",
  calls: readonly Call[],
): Promise<[Error | null, unknown][]> {
  const pipeline = redis.pipeline();
  for (const call of calls) send(pipeline, command, call);
  return (await pipeline.exec()) ?? [];
}

function isUnknownScript(error: Error | null | undefined): boolean {
  return error?.message.startsWith("NOSCRIPT") ?? false;
}

function replyOf(batch: ScriptBatch, answer: [Error | null, unknown] | undefined): ScriptReply {
  const [error, value] = answer ?? [new Error("Redis gave no answer."), null];
  if (error) return { status: "failed", error };
  if (!Array.isArray(value))
    return { status: "failed", error: new Error("Not the script's answer.") };
  const [status, state, rows, again] = value as (Buffer | undefined)[];
  const word = status?.toString("latin1");
  if (word === "STALE") return { status: "stale" };
  if (word === "MISSING") return { status: "missing" };
  if (!state || !rows || !again) {
    return { status: "failed", error: new Error("Not the script's answer.") };
  }
  const after = unpackState(state);
  return { status: "ok", rows: unpackRows(batch.plays, rows, again, after.B.length), state: after };
}

/**
 * One script call per batch, all in one pipeline; replies in the order of the batches, which are of different
 * games. A server that does not know the script ran nothing, so only those calls are sent again, with its text.
 */
export async function runBatches(
  redis: Client,
  batches: readonly ScriptBatch[],
): Promise<ScriptReply[]> {
  const calls = batches.map(callOf);
  const answers = await execute(redis, "EVALSHA", calls);
  const unknown = calls.flatMap((_, i) => (isUnknownScript(answers[i]?.[0]) ? [i] : []));
  if (unknown.length > 0) {
    const again = unknown.flatMap((i) => calls[i] ?? []);
    const second = await execute(redis, "EVAL", again);
    for (const [j, i] of unknown.entries()) {
      const answer = second[j];
      if (answer) answers[i] = answer;
    }
  }
  return batches.map((batch, i) => replyOf(batch, answers[i]));
}

export async function runBatch(redis: Client, batch: ScriptBatch): Promise<ScriptReply> {
  const [reply] = await runBatches(redis, [batch]);
  return reply ?? { status: "failed", error: new Error("Redis gave no answer.") };
}
