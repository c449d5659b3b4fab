// What went wrong with games and plays of a partition lately, and what follows from it. A game that cannot be held
// or decided rests, so that it stops nobody else; a play is blamed only when its game demonstrably goes on without
// it. Kept in memory: a worker that starts anew merely needs longer to blame.

import type { Clock } from "#lib/platform/clock.ts";

const restMs = [1_000, 2_000, 4_000, 8_000] as const;
/** More plays than this under suspicion at once is no longer about plays; the oldest suspicion is dropped. */
const suspectsMax = 10_000;

interface Rest {
  readonly times: number;
  readonly untilMs: number;
}

export class Setbacks {
  readonly #clock: Clock;
  readonly #rests = new Map<string, Rest>();
  readonly #decided = new Map<string, number>();
  /** How many plays of its game were decided when a play last failed alone. */
  readonly #suspects = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Leaves a game alone for a while, longer each time until it is decided again. */
  rest(gameId: string): void {
    const times = this.#rests.get(gameId)?.times ?? 0;
    const ms = restMs[Math.min(times, restMs.length - 1)] ?? 8_000;
    this.#rests.set(gameId, { times: times + 1, untilMs: this.#clock.monotonicMs() + ms });
  }

  isResting(gameId: string): boolean {
    const rest = this.#rests.get(gameId);
    return rest !== undefined && rest.untilMs > this.#clock.monotonicMs();
  }

  /** Plays of a game were committed. */
  countDecided(gameId: string, plays: number): void {
    this.#rests.delete(gameId);
    this.#decided.set(gameId, this.decidedOf(gameId) + plays);
  }

  decidedOf(gameId: string): number {
    return this.#decided.get(gameId) ?? 0;
  }

  /**
   * Whether a play that just failed alone is to blame for it: only when another play of its game was committed
   * since `since`, or since this play failed the last time. Without that, nothing tells it from a game or a
   * database in which everything fails.
   */
  isToBlame(play: { readonly gameId: string; readonly playId: string }, since: number): boolean {
    const decided = this.decidedOf(play.gameId);
    const baseline = Math.min(since, this.#suspects.get(play.playId) ?? since);
    this.#suspects.delete(play.playId);
    this.#suspects.set(play.playId, decided);
    if (this.#suspects.size > suspectsMax) {
      const [oldest] = this.#suspects.keys();
      if (oldest !== undefined) this.#suspects.delete(oldest);
    }
    return decided > baseline;
  }
}
