// The guarantee behind the stream: finds every accepted play without a result and feeds it again, moves the
// floors, voids what cannot be decided, issues coupons nobody fetched and signs the heads of the chains. One
// worker at a time does it, by a session advisory lock; two at once would be wasteful and still right, because
// nothing here decides.

import type { Clock } from "#lib/platform/clock.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import type { RedisHealth } from "#lib/plays/redis-health.ts";
import { addPlays, type RedisClient, streamLength } from "#lib/plays/redis-stream.ts";
import { signHeads } from "#lib/plays/sign-heads.ts";
import { voidPlay } from "#lib/plays/store-decide.ts";
import {
  advanceFloor,
  type DueFeed,
  issueForgotten,
  listGamesBehind,
  listPoison,
  takeDueFeeds,
} from "#lib/plays/store-feed.ts";

export interface SweeperDeps {
  readonly database: Database;
  readonly redis: RedisClient;
  readonly health: RedisHealth;
  readonly masterSecret: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

const feedsPerTickMax = 1_000;
/** A stream this long is behind, not broken: feeding it again would only make it longer. */
const backlogMax = 2_000;
const slowMs = 10_000;

export class Sweeper {
  readonly #deps: SweeperDeps;
  #slowAt = Number.NEGATIVE_INFINITY;
  /** Plays fed again since the start. */
  fed = 0;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  async tick(): Promise<void> {
    const { database, clock } = this.#deps;
    let left = feedsPerTickMax;
    for (const { gameId, floorSeq } of await listGamesBehind(database.sql)) {
      const floor = await advanceFloor(database.sql, gameId, floorSeq);
      if (left > 0) left -= await this.#feedGame(gameId, floor, left);
    }
    await this.#voidPoison();
    if (clock.monotonicMs() - this.#slowAt < slowMs) return;
    this.#slowAt = clock.monotonicMs();
    await issueForgotten(database.sql);
    await signHeads(database.sql, this.#deps.masterSecret);
  }

  async #feedGame(gameId: string, afterSeq: number, limit: number): Promise<number> {
    const { database, redis, health } = this.#deps;
    // Without Redis the owner of the partition decides from Postgres; there is nothing to feed.
    if (health.isDown) return 0;
    const due = await takeDueFeeds(database.sql, gameId, { afterSeq, limit });
    const [first] = due;
    if (!first) return 0;
    const waiting = await health.use(() => streamLength(redis, first.partition));
    if (waiting > backlogMax) return 0;
    await this.#feed(due);
    return due.length;
  }

  async #feed(due: readonly DueFeed[]): Promise<void> {
    await this.#deps.health.use(() => addPlays(this.#deps.redis, due));
    this.fed += due.length;
    this.#deps.logger.info({ plays: due.length, gameId: due[0]?.gameId }, "plays fed again");
  }

  async #voidPoison(): Promise<void> {
    const { database, logger } = this.#deps;
    for (const { gameId, playId, lastError } of await listPoison(database.sql)) {
      try {
        if (await voidPlay(database.sql, gameId, playId)) {
          logger.error({ gameId, playId, lastError }, "play voided, its attempt given back");
        }
      } catch (error) {
        logger.error({ gameId, playId, err: error }, "play can be neither decided nor voided");
      }
    }
  }
}
