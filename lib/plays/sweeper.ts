// The guarantee behind the stream: finds every accepted play without a result and feeds it again, moves the
// floors, voids what cannot be decided, issues coupons nobody fetched and signs the heads of the chains. One
// worker at a time does it, by a session advisory lock; two at once would be wasteful and still right, because
// nothing here decides.

import type { Clock } from "#lib/platform/clock.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { markIntakes } from "#lib/plays/mark-intakes.ts";
import { recountStock } from "#lib/plays/recount-stock.ts";
import type { RedisHealth } from "#lib/plays/redis-health.ts";
import { addPlays, type RedisClient, streamLength } from "#lib/plays/redis-stream.ts";
import { signHeads } from "#lib/plays/sign-heads.ts";
import { voidPlay } from "#lib/plays/store-decide.ts";
import {
  advanceFloor,
  analyzeGrown,
  type DueFeed,
  type FloorRow,
  issueForgotten,
  listDueFeeds,
  listGamesBehind,
  listPoison,
  markFed,
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
const oldEnoughMs = 2_500;
/**
 * A stream this long is behind, not broken: feeding all of it again would only make it longer. But an entry may be
 * lost all the same, so what is older than intake lets anybody wait is fed even then, a little at a time.
 */
const backlogMax = 2_000;
const overdue = { olderThanMs: 10_000, limit: 100 };
const slowMs = 10_000;

export class Sweeper {
  readonly #deps: SweeperDeps;
  #slowAt = Number.NEGATIVE_INFINITY;
  /** Plays fed again since the start. */
  fed = 0;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  /** One round of all duties. A game or a duty that fails is logged and keeps nothing else from its turn. */
  async tick(): Promise<void> {
    const { database, clock, health } = this.#deps;
    health.tend();
    await this.#try({ duty: "statistics" }, () => analyzeGrown(database.sql));
    let left = feedsPerTickMax;
    for (const game of await listGamesBehind(database.sql)) {
      await this.#try({ gameId: game.gameId, duty: "floor and feeds" }, async () => {
        const floorSeq = await advanceFloor(database.sql, game.gameId, game.floorSeq);
        if (left > 0) left -= await this.#feedGame({ ...game, floorSeq }, left);
      });
    }
    await this.#try({ duty: "poison" }, () => this.#voidPoison());
    if (clock.monotonicMs() - this.#slowAt < slowMs) return;
    this.#slowAt = clock.monotonicMs();
    await this.#try({ duty: "stock" }, () => recountStock(this.#deps));
    await this.#try({ duty: "forgotten coupons" }, () => issueForgotten(database.sql));
    // Before the heads, so that what is signed counts them.
    await this.#try({ duty: "intake marks" }, () => markIntakes(database.sql));
    await this.#try({ duty: "heads" }, () => signHeads(database.sql, this.#deps.masterSecret));
  }

  async #try(what: Readonly<Record<string, string>>, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#deps.logger.warn({ ...what, err: error }, "sweeper's duty failed");
    }
  }

  async #feedGame(game: FloorRow, left: number): Promise<number> {
    const { database, redis, health } = this.#deps;
    // Without Redis the owner of the partition decides from Postgres; there is nothing to feed.
    if (health.isDown) return 0;
    const normal = { olderThanMs: oldEnoughMs, limit: left };
    const [first] = await listDueFeeds(database.sql, game, { ...normal, limit: 1 });
    if (!first) return 0;
    const waiting = await health.read(() => streamLength(redis, game.partition));
    const due = await listDueFeeds(database.sql, game, waiting > backlogMax ? overdue : normal);
    if (due.length > 0) await this.#feed(due);
    return due.length;
  }

  async #feed(due: readonly DueFeed[]): Promise<void> {
    const { database, redis, health, logger } = this.#deps;
    await health.use(() => addPlays(redis, due));
    await markFed(database.sql, due);
    this.fed += due.length;
    logger.info({ plays: due.length, gameId: due[0]?.gameId }, "plays fed again");
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
