// Works on regions side by side. Each has its own batch under way and its own time limit: a region that hangs holds up
// itself alone, and only until its limit; an item that fails holds up nothing.

import { setTimeout as delay } from "node:timers/promises";

export interface RegionWorks {
  /** Takes what is due in regions that are free and begins on it; answers how much, without waiting for the end. */
  round(): Promise<number>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Begins nothing more, and resolves when what is under way has ended or was given up. */
  stop(): Promise<void>;
}

export interface RegionOptions<T> {
  /** At most one batch of each region that is not in `busy`. */
  readonly take: (busy: readonly string[]) => Promise<readonly T[]>;
  readonly regionOf: (item: T) => string;
  readonly work: (item: T, signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown, item: T) => void;
  /** The batch was given up: so many items had no end yet. */
  readonly onTimeout: (region: string, unfinished: number) => void;
  readonly concurrency: number;
  readonly batchMsMax: number;
}

/** A process that ends does not wait for a region that hangs: what it left open is settled by the next. */
const stopMsMax = 7_000;

async function workBatch<T>(
  options: RegionOptions<T>,
  region: string,
  batch: readonly T[],
  stopping: AbortSignal,
) {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const waiting = [...batch];
  let unfinished = batch.length;
  const lane = async () => {
    for (
      let item = waiting.shift();
      item && !signal.aborted && !stopping.aborted;
      item = waiting.shift()
    ) {
      const current = item;
      await options
        .work(current, signal)
        .catch((error: unknown) => options.onError(error, current));
      unfinished -= 1;
    }
  };
  const lanes = Promise.allSettled(Array.from({ length: options.concurrency }, lane));
  const limit = new AbortController();
  // The limit does not trust the work to obey its signal: the region is free again either way.
  const late = delay(options.batchMsMax, "late" as const, { signal: limit.signal }).catch(
    () => undefined,
  );
  const ended = await Promise.race([lanes, late]);
  limit.abort();
  if (ended !== "late") return;
  giveUp.abort();
  options.onTimeout(region, unfinished);
}

export function createRegionWorks<T>(options: RegionOptions<T>): RegionWorks {
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const idle = async () => {
    while (busy.size > 0) await Promise.allSettled(busy.values());
  };
  return {
    async round() {
      if (stopping.signal.aborted) return 0;
      const items = await options.take([...busy.keys()]);
      const regions = new Map<string, T[]>();
      for (const item of items) {
        const region = options.regionOf(item);
        const batch = regions.get(region);
        if (batch) batch.push(item);
        else regions.set(region, [item]);
      }
      for (const [region, batch] of regions) {
        const work = workBatch(options, region, batch, stopping.signal).finally(() => {
          busy.delete(region);
        });
        busy.set(region, work);
      }
      return items.length;
    },
    idle,
    stop: async () => {
      stopping.abort();
      const limit = new AbortController();
      const late = delay(stopMsMax, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([idle(), late]);
      limit.abort();
    },
  };
}
