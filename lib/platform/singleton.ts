// Periodic work that must run once: an advisory lock held by a transaction that does nothing else. The lock goes
// with the session, so a worker that dies frees it at once; idle at read committed it holds no snapshot, so it
// keeps no row from being cleaned up.

import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";

const lockClass = 74_017;

export interface SingletonOptions {
  readonly name: string;
  /** Number of the lock; each duty has its own. */
  readonly lock: number;
  readonly everyMs: number;
  readonly tick: () => Promise<void>;
  /** False: give the lock up after every tick, so that a worker that is better placed can take it. */
  readonly isAble?: () => boolean;
}

export interface Singleton {
  stop(): Promise<void>;
}

/** Runs `tick` again and again in whichever process holds the lock. A failed tick is logged and repeated. */
export function startSingleton(
  { direct, logger }: { readonly direct: Database; readonly logger: Logger },
  options: SingletonOptions,
): Singleton {
  const stopping = new AbortController();
  const pause = async (ms: number) => {
    await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  };
  const isAble = () => options.isAble?.() ?? true;

  /** Ticks while the lock is held; returns when it is to be given up, throws when its session is gone. */
  const hold = async () => {
    await direct.sql.begin(async (tx) => {
      const [row] = await tx<{ mine: boolean }[]>`
        select pg_try_advisory_xact_lock(${lockClass}, ${options.lock}) as mine`;
      if (!row?.mine) return;
      while (!stopping.signal.aborted) {
        await options.tick().catch((error: unknown) => {
          logger.warn({ err: error, role: options.name }, "tick failed");
        });
        if (!isAble()) return;
        await pause(options.everyMs);
        await tx`select 1`;
      }
    });
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      await hold().catch((error: unknown) => {
        logger.warn({ err: error, role: options.name }, "lock not held");
      });
      await pause(isAble() ? options.everyMs : 2 * options.everyMs);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
