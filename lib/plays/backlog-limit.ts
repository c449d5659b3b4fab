// How many plays may wait before new ones are refused. From Postgres counters alone, so it works with Redis
// down and with the allocator gone.
//
// What a player waits for is the queue of the game's partition, and that queue gets a fair share of what the
// installation decides: as much as every other partition with plays waiting.

import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type GameBacklog, listBacklogs } from "#lib/plays/store-backlog.ts";

/** A player waits for eight seconds before anybody notices (reveal and landing included), so no more is taken in. */
const limitS = 8;
/** Taken even when nothing is being decided: enough for the sweeper to have work, too little to wait for long. */
const floorPlays = 2_000;
/** What a fresh process assumes; measured on two slow cores. */
const startRatePerS = 2_000;
const sampleMs = 250;
/** A game with plays waiting of which none is decided for so long stands still: it is no work that others wait for. */
const stillMs = 5_000;
/** Weight of a new sample in the rate: about two seconds of memory. */
const smoothing = 0.12;

export interface DecideRate {
  readonly perS: number;
}

/**
 * The decide rate after one more sample. Only a span in which work was waiting says how fast deciding is; an
 * idle allocator would look slow.
 */
export function nextDecideRate(
  rate: DecideRate,
  sample: { readonly decided: number; readonly spanMs: number; readonly waitedThroughout: boolean },
): DecideRate {
  if (sample.spanMs <= 0) return rate;
  const perS = (sample.decided * 1000) / sample.spanMs;
  if (!sample.waitedThroughout && perS <= rate.perS) return rate;
  return { perS: rate.perS + (perS - rate.perS) * smoothing };
}

/**
 * Undefined when there is room; else the seconds after which there will be, if deciding goes on like this. `sharers`
 * is the number of queues the rate is divided among, this one included.
 */
export function backlogWaitS(backlog: number, rate: DecideRate, sharers = 1): number | undefined {
  const limit = Math.max(floorPlays, limitS * rate.perS) / sharers;
  if (backlog < limit) return undefined;
  const overS = (backlog - limit) / Math.max(1, rate.perS / sharers);
  return Math.min(30, Math.max(1, Math.ceil(overS)));
}

interface SampledGame extends GameBacklog {
  /** When a play of it was last decided, or none was waiting. */
  readonly movedMs: number;
}

export interface BacklogSample {
  readonly atMs: number;
  readonly games: ReadonlyMap<string, SampledGame>;
}

export const noSample: BacklogSample = { atMs: Number.NEGATIVE_INFINITY, games: new Map() };

/** The next sample, carrying on since when each game stands still. */
export function nextSample(
  before: BacklogSample,
  rows: readonly GameBacklog[],
  atMs: number,
): BacklogSample {
  const games = rows.map((row): [string, SampledGame] => {
    const known = before.games.get(row.gameId);
    const moved = !known || row.waiting === 0 || row.decided > known.decided;
    return [row.gameId, { ...row, movedMs: moved ? atMs : known.movedMs }];
  });
  return { atMs, games: new Map(games) };
}

/**
 * What a play of a game has to wait for: the plays of its partition, games that stand still apart, and how many
 * partitions share the rate. A game that stands still itself waits for its own plays.
 */
export function queueOf(
  { games, atMs }: BacklogSample,
  gameId: string,
): { readonly waiting: number; readonly sharers: number; readonly partition: number | undefined } {
  const own = games.get(gameId);
  const busy = new Set<number>();
  let waiting = 0;
  for (const game of games.values()) {
    if (game.gameId !== gameId && atMs - game.movedMs > stillMs) continue;
    if (game.waiting > 0) busy.add(game.partition);
    if (game.partition === own?.partition) waiting += game.waiting;
  }
  if (own) busy.add(own.partition);
  return { waiting, sharers: Math.max(1, busy.size), partition: own?.partition };
}

/** The decide rate after one more sample. Games that stand still say nothing about how fast deciding is. */
export function rateAfter(
  rate: DecideRate,
  before: BacklogSample,
  after: BacklogSample,
): DecideRate {
  let decided = 0;
  let waitedThroughout = false;
  for (const game of after.games.values()) {
    const earlier = before.games.get(game.gameId);
    if (!earlier) continue;
    decided += Math.max(0, game.decided - earlier.decided);
    const isStill = after.atMs - game.movedMs > stillMs;
    waitedThroughout ||= earlier.waiting > 0 && game.waiting > 0 && !isStill;
  }
  return nextDecideRate(rate, { decided, spanMs: after.atMs - before.atMs, waitedThroughout });
}

export interface BacklogGauge {
  /** Throws `backlog` when the queue of the game is full; counts the play otherwise. */
  admit(gameId: string): Promise<void>;
}

export function createBacklogGauge(sql: Executor, clock: Clock): BacklogGauge {
  let sample = noSample;
  let rate: DecideRate = { perS: startRatePerS };
  /** Plays admitted since the sample, by partition; of games it does not know, by game. */
  let admitted = new Map<number | string, number>();
  let reading: Promise<void> | undefined;
  /** What queueOf() says of a game, until the next sample: every play of a stampede asks. */
  const queues = new Map<string, ReturnType<typeof queueOf>>();
  const queueNow = (gameId: string) => {
    const known = queues.get(gameId) ?? queueOf(sample, gameId);
    queues.set(gameId, known);
    return known;
  };

  const read = async () => {
    const startedMs = clock.monotonicMs();
    const counted = admitted;
    admitted = new Map();
    const rows = await listBacklogs(sql).catch((error: unknown) => {
      admitted = counted;
      throw error;
    });
    const next = nextSample(sample, rows, startedMs);
    rate = rateAfter(rate, sample, next);
    sample = next;
    queues.clear();
  };

  const refresh = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    admit: async (gameId) => {
      if (clock.monotonicMs() - sample.atMs > sampleMs) await refresh();
      const { waiting, sharers, partition } = queueNow(gameId);
      const queue = partition ?? gameId;
      const backlog = waiting + (admitted.get(queue) ?? 0);
      const retryAfterS = backlogWaitS(backlog, rate, sharers);
      if (retryAfterS !== undefined) throw new AppError("backlog", { retryAfterS });
      admitted.set(queue, (admitted.get(queue) ?? 0) + 1);
    },
  };
}
