// A worker cut into its steps, so that a simulation can stop, kill or overtake it between any two of them: take,
// read, pace, commit, acknowledge. Everything it does is the product's own code on real stores.

import type { Clock } from "#lib/platform/clock.ts";
import type { Database } from "#lib/platform/database.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { GameAllocator, type GamePlays, type PacedPlays } from "#lib/plays/game-allocator.ts";
import { loadEntries } from "#lib/plays/load-entries.ts";
import { RedisHealth } from "#lib/plays/redis-health.ts";
import {
  addPlays,
  type CachedResult,
  claimPending,
  ensureGroup,
  finishEntries,
  type RedisClient,
  readNew,
  type StreamEntry,
} from "#lib/plays/redis-stream.ts";
import { Setbacks } from "#lib/plays/setbacks.ts";
import { listBehind, listUndecided } from "#lib/plays/store-allocate.ts";
import { testSecret } from "#lib/testing/ledger-fixtures.ts";

/** What goes wrong in one step. ackLost: the commit is done and its answer is lost. refused: it is not done. */
export type StepFault = "none" | "killed" | "ackLost" | "refused";

export interface SimWorker {
  /** One step; false when there was nothing to do. */
  step(fault: StepFault, size: number): Promise<boolean>;
  /** Everything in memory is gone. */
  crash(): void;
  /** Takes over what others were handed and did not acknowledge, though they may be alive. */
  steal(): Promise<void>;
  /** From the stream to deciding out of Postgres, and back; or to the stream in any case. */
  turn(to?: "stream"): void;
}

type Work =
  | { readonly at: "taken"; readonly entries: readonly StreamEntry[] }
  | { readonly at: "loaded"; readonly entries: readonly StreamEntry[]; readonly plays: GamePlays[] }
  | { readonly at: "paced"; readonly entries: readonly StreamEntry[]; readonly paced: PacedPlays[] }
  | {
      readonly at: "committed";
      readonly entries: readonly StreamEntry[];
      readonly results: readonly CachedResult[];
    };

export interface SimStores {
  readonly database: Database;
  readonly redis: RedisClient;
  readonly partition: number;
  readonly clock: Clock;
}

const broken = () => Object.assign(new Error("the connection broke"), { code: "ECONNRESET" });

export class ProductWorker implements SimWorker {
  readonly #stores: SimStores;
  readonly #logger = createLogger("sim", "silent");
  #games: GameAllocator;
  #work: Work | undefined;
  #isDirect = false;
  #fault: StepFault = "none";

  constructor(stores: SimStores) {
    this.#stores = stores;
    this.#games = this.#newGames();
  }

  #newGames(): GameAllocator {
    const { database, redis, clock } = this.#stores;
    return new GameAllocator(
      {
        ...{ database, redis, masterSecret: testSecret, logger: this.#logger },
        health: new RedisHealth(redis, clock),
        hooks: {
          beforeDecide: async () => {
            if (this.#fault === "refused") throw broken();
          },
          afterDecide: async () => {
            if (this.#fault === "ackLost") throw broken();
          },
        },
      },
      { mode: this.#isDirect ? "direct" : "redis", setbacks: new Setbacks(clock) },
    );
  }

  crash(): void {
    this.#work = undefined;
    this.#games = this.#newGames();
  }

  turn(to?: "stream"): void {
    this.#isDirect = to !== "stream" && !this.#isDirect;
    this.crash();
  }

  async steal(): Promise<void> {
    const { redis, partition } = this.#stores;
    if (this.#work || this.#isDirect) return;
    await ensureGroup(redis, partition);
    const options = { cursor: "0-0", count: 64, minIdleMs: 0 };
    const { entries } = await claimPending(redis, partition, options);
    if (entries.length > 0) this.#work = { at: "taken", entries };
  }

  async step(fault: StepFault, size: number): Promise<boolean> {
    this.#fault = fault;
    try {
      const moved = this.#isDirect ? await this.#decideHere(size) : await this.#advance(size);
      if (fault === "killed") this.crash();
      return moved;
    } catch {
      // As a partition's feed does: what was in hand stays pending, and the games are taken over anew.
      this.crash();
      return true;
    } finally {
      this.#fault = "none";
    }
  }

  async #decideHere(size: number): Promise<boolean> {
    const { database, partition } = this.#stores;
    let decided = 0;
    for (const { gameId, floorSeq } of await listBehind(database.sql, partition)) {
      const plays = await listUndecided(database.sql, gameId, { afterSeq: floorSeq, limit: size });
      if (plays.length > 0) decided += (await this.#games.decide({ gameId, plays })).length;
    }
    return decided > 0;
  }

  async #advance(size: number): Promise<boolean> {
    const { database, redis, partition } = this.#stores;
    const work = this.#work;
    if (!work) {
      await ensureGroup(redis, partition);
      const entries = await readNew(redis, partition, { count: size, blockMs: 0 });
      if (entries.length > 0) this.#work = { at: "taken", entries };
      return entries.length > 0;
    }
    const { entries } = work;
    if (work.at === "taken") {
      const plays = await loadEntries({ database, logger: this.#logger }, entries);
      this.#work = { at: "loaded", entries, plays };
    } else if (work.at === "loaded") {
      this.#work = { at: "paced", entries, paced: await this.#games.pace(work.plays) };
    } else if (work.at === "paced") {
      const results: CachedResult[] = [];
      for (const batch of work.paced) results.push(...(await this.#games.commit(batch)));
      this.#work = { at: "committed", entries, results };
    } else {
      const ids = entries.map(({ id }) => id);
      await finishEntries(redis, partition, ids, work.results);
      this.#work = undefined;
      for (const gameId of this.#games.takeForgotten()) await this.#refeed(gameId);
    }
    return true;
  }

  async #refeed(gameId: string): Promise<void> {
    const { database, redis, partition } = this.#stores;
    const plays = await listUndecided(database.sql, gameId, { afterSeq: 0, limit: 5_000 });
    await addPlays(
      redis,
      plays.map((play) => ({ ...play, partition })),
    );
  }
}
