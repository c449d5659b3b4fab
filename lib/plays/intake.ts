import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { createMicroBatch, type MicroBatch } from "#lib/platform/micro-batch.ts";
import { errorCode, isStoreDown, isTransient } from "#lib/platform/store-failure.ts";
import { addPlays, type RedisClient } from "#lib/plays/redis-stream.ts";
import { type IntakePlay, type IntakeVerdict, insertPlays } from "#lib/plays/store-intake.ts";

/** A row that fails alone answers its error; its neighbours have their verdicts. */
export type Intake = MicroBatch<IntakePlay, IntakeVerdict | Error>;

const batchMax = 256;
const gatherMs = 2;
/** The game's row lock lets one batch commit at a time; one more prepares meanwhile, and the rest gathers into larger batches. */
const inFlightMax = 2;
/** About two seconds of intake at full speed. */
const queueMax = 20_000;
const triesMax = 6;
const uniqueViolation = "23505";

/**
 * Plays in, verdicts out, one database call per batch. After the commit the accepted plays are added to their
 * streams without anybody waiting for it: a lost entry is the sweeper's to heal.
 */
export function createIntake(deps: {
  readonly sql: Executor;
  readonly redis: RedisClient;
  readonly logger: Logger;
}): Intake {
  return createMicroBatch({
    sizeMax: batchMax,
    waitMs: gatherMs,
    inFlightMax,
    queueMax,
    full: () => new AppError("backlog", { retryAfterS: 2 }),
    run: async (plays) => {
      const verdicts = await acceptPlays(deps.sql, plays);
      feed(deps, plays, verdicts);
      return verdicts;
    },
  });
}

/**
 * The verdicts of a batch, as if its plays had come one after the other. An id that two players or games claim in
 * one batch is judged in two calls, because who has it depends on the verdict of the first.
 */
export async function acceptPlays(
  sql: Executor,
  plays: readonly IntakePlay[],
): Promise<(IntakeVerdict | Error)[]> {
  const claims = new Map<string, IntakePlay>();
  const now: number[] = [];
  const later: number[] = [];
  plays.forEach((play, index) => {
    const first = claims.get(play.playId);
    if (!first) claims.set(play.playId, play);
    const isSame = !first || (first.playerId === play.playerId && first.gameId === play.gameId);
    (isSame ? now : later).push(index);
  });
  if (later.length === 0) return insertOrSplit(sql, plays);
  const verdicts = new Array<IntakeVerdict | Error>(plays.length);
  for (const [indexes, accept] of [
    [now, insertOrSplit],
    [later, acceptPlays],
  ] as const) {
    const part = indexes.flatMap((index) => plays[index] ?? []);
    const answers = await accept(sql, part);
    indexes.forEach((index, at) => {
      verdicts[index] = answers[at] ?? new Error("intake gave no verdict");
    });
  }
  return verdicts;
}

/**
 * A batch that lost a race (deadlock, or the same new id in two batches) is sent again: the function is
 * idempotent. One that fails for any other reason but a lost database is halved until the row at fault is alone.
 */
async function insertOrSplit(
  sql: Executor,
  plays: readonly IntakePlay[],
  tries = 1,
): Promise<(IntakeVerdict | Error)[]> {
  try {
    return await insertPlays(sql, plays);
  } catch (error) {
    if (isStoreDown(error)) throw error;
    const raced = isTransient(error) || errorCode(error) === uniqueViolation;
    if (raced && tries < triesMax) return insertOrSplit(sql, plays, tries + 1);
    if (plays.length === 1) return [new Error("intake failed on this play", { cause: error })];
    const half = Math.ceil(plays.length / 2);
    const left = await insertOrSplit(sql, plays.slice(0, half));
    return [...left, ...(await insertOrSplit(sql, plays.slice(half)))];
  }
}

function feed(
  deps: { readonly redis: RedisClient; readonly logger: Logger },
  plays: readonly IntakePlay[],
  verdicts: readonly (IntakeVerdict | Error)[],
): void {
  const fresh = plays.flatMap(({ playId, gameId }, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined || verdict instanceof Error) return [];
    return verdict.code === "ok" ? [{ playId, gameId, partition: verdict.partition }] : [];
  });
  if (fresh.length === 0) return;
  addPlays(deps.redis, fresh).catch((error: unknown) => {
    deps.logger.debug({ err: error, plays: fresh.length }, "plays wait for the sweeper");
  });
}
