// How many plays may wait before new ones are refused. From Postgres counters alone, so it works with Redis
// down and with the allocator gone.

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

/** Undefined when there is room; else the seconds after which there will be, if deciding goes on like this. */
export function backlogWaitS(backlog: number, rate: DecideRate): number | undefined {
  const limit = Math.max(floorPlays, limitS * rate.perS);
  if (backlog < limit) return undefined;
  const overS = (backlog - limit) / Math.max(1, rate.perS);
  return Math.min(30, Math.max(1, Math.ceil(overS)));
}

export interface BacklogGauge {
  /** Throws `backlog` when the game's queue is full; counts the play otherwise. */
  admit(gameId: string): Promise<void>;
}

export function createBacklogGauge(sql: Executor, clock: Clock): BacklogGauge {
  let sample = new Map<string, GameBacklog>();
  let sampledMs = Number.NEGATIVE_INFINITY;
  let rate: DecideRate = { perS: startRatePerS };
  let admitted = new Map<string, number>();
  let reading: Promise<void> | undefined;

  const read = async () => {
    const startedMs = clock.monotonicMs();
    const counted = admitted;
    admitted = new Map();
    const rows = await listBacklogs(sql).catch((error: unknown) => {
      admitted = counted;
      throw error;
    });
    let decided = 0;
    let waitedThroughout = false;
    for (const row of rows) {
      const before = sample.get(row.gameId);
      if (!before) continue;
      decided += Math.max(0, row.decided - before.decided);
      waitedThroughout ||= before.waiting > 0 && row.waiting > 0;
    }
    rate = nextDecideRate(rate, { decided, spanMs: startedMs - sampledMs, waitedThroughout });
    sample = new Map(rows.map((row) => [row.gameId, row]));
    sampledMs = startedMs;
  };

  const refresh = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    admit: async (gameId) => {
      if (clock.monotonicMs() - sampledMs > sampleMs) await refresh();
      const backlog = (sample.get(gameId)?.waiting ?? 0) + (admitted.get(gameId) ?? 0);
      const retryAfterS = backlogWaitS(backlog, rate);
      if (retryAfterS !== undefined) throw new AppError("backlog", { retryAfterS });
      admitted.set(gameId, (admitted.get(gameId) ?? 0) + 1);
    },
  };
}
