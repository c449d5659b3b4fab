// Tells players their results at revealAt. Each turn of the wheel reads everything due in one batch; what is not
// decided yet comes round again, later and later, and from the second miss on it is asked of the ledger.

import type { Clock } from "#lib/platform/clock.ts";
import type { Logger } from "#lib/platform/logger.ts";
import type { PlayView } from "#lib/plays/contract.ts";
import { type ResultReader, retryDelayMs, type WaitingPlay } from "#lib/plays/read-result.ts";
import { createRevealWheel, slotMs } from "#workers/gateway/reveal-wheel.ts";

/** A reader may go on long after a batch this size; more at once would hold the event loop. */
const batchMax = 500;
/**
 * Reads under way at once. While they run, what comes due gathers and goes with the next: a hundred small reads a
 * second would queue for the stores, two large ones keep up.
 */
const readsMax = 2;
/** A play that cannot be decided for this long is left to the reader's own asking. */
const giveUpMs = 600_000;

export interface Listener {
  /** Undefined once the socket is gone. */
  readonly deliver: (view: PlayView) => void;
  readonly isOpen: () => boolean;
}

export interface RevealPush {
  /** Tells `listener` once when the play is final. */
  arm(play: WaitingPlay, listener: Listener): void;
  readonly waiting: number;
  stop(): void;
}

interface Armed {
  readonly play: WaitingPlay;
  readonly listener: Listener;
  readonly armedMs: number;
  misses: number;
}

export interface RevealPushDeps {
  readonly results: ResultReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onLateness?: (ms: number) => void;
}

export function createRevealPush(deps: RevealPushDeps): RevealPush {
  const { clock } = deps;
  const wheel = createRevealWheel<Armed>(clock.monotonicMs());

  const again = (armed: Armed) => {
    const nowMs = clock.monotonicMs();
    if (!armed.listener.isOpen() || nowMs - armed.armedMs > giveUpMs) return;
    armed.misses++;
    wheel.add(armed, nowMs + retryDelayMs(armed.misses));
  };

  const settle = (batch: readonly Armed[], views: ReadonlyMap<string, PlayView>) => {
    for (const armed of batch) {
      const view = views.get(armed.play.playId);
      if (!view) again(armed);
      else if (armed.listener.isOpen()) {
        deps.onLateness?.(clock.monotonicMs() - armed.play.revealAtMs);
        armed.listener.deliver(view);
      }
    }
  };

  const read = async (batch: readonly Armed[], source: "redis" | "ledger") => {
    if (batch.length === 0) return;
    try {
      settle(
        batch,
        await deps.results.views(
          batch.map(({ play }) => play),
          source,
        ),
      );
    } catch (error) {
      deps.logger.debug({ err: error, plays: batch.length }, "results not readable");
      for (const armed of batch) again(armed);
    }
  };

  const due: Armed[] = [];
  let reading = 0;

  const pump = () => {
    while (reading < readsMax && due.length > 0) {
      const batch = due.splice(0, batchMax).filter(({ listener }) => listener.isOpen());
      const early = batch.filter(({ misses }) => misses < 2);
      const late = batch.filter(({ misses }) => misses >= 2);
      reading++;
      // read() settles every failure itself.
      void Promise.all([read(early, "redis"), read(late, "ledger")]).then(() => {
        reading--;
        pump();
      });
    }
  };

  const turn = () => {
    due.push(...wheel.take(clock.monotonicMs()));
    pump();
  };

  const timer = setInterval(turn, slotMs);
  return {
    arm: (play, listener) => {
      wheel.add({ play, listener, armedMs: clock.monotonicMs(), misses: 0 }, play.revealAtMs);
    },
    get waiting() {
      return wheel.size + due.length;
    },
    stop: () => clearInterval(timer),
  };
}
