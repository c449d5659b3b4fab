// Feeds the plays of one partition to the ledger while this worker holds the lease: from the stream, or from Postgres
// when Redis is gone. Up to three batches are under way, each waiting for the one before at two gates, so that
// ordinals are given and committed in the order of reading.

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "#lib/platform/clock.ts";
import { type AllocatorDeps, GameAllocator, type PacedPlays } from "#lib/plays/game-allocator.ts";
import { type Gate, gate } from "#lib/plays/gate.ts";
import { loadEntries } from "#lib/plays/load-entries.ts";
import { LeaseLostError } from "#lib/plays/rebuild.ts";
import {
  addPlays,
  type CachedResult,
  claimPending,
  ensureGroup,
  finishEntries,
  isGroupLost,
  type RedisClient,
  readNew,
  type StreamEntry,
} from "#lib/plays/redis-stream.ts";
import { Setbacks } from "#lib/plays/setbacks.ts";
import { listBehind, listUndecided } from "#lib/plays/store-allocate.ts";
import type { Lease } from "#lib/plays/store-lease.ts";

export interface FeedDeps extends AllocatorDeps {
  readonly clock: Clock;
  /** A connection of this partition's own: its reads wait in the server. */
  readonly blocking: RedisClient;
  readonly onDecided?: (results: readonly CachedResult[]) => void;
}

export const batchSizeMax = 256;
const depthMax = 3;
const blockMs = 1_000;
const readyMs = 1_000;
/** Entries handed out and left lying, by a reader that died or lost its lease meanwhile. */
const strayIdleMs = 5_000;
const backoffMs = [50, 100, 200, 400, 800] as const;

/** A client that reconnects by itself is given a moment to do so. */
async function untilReady(client: RedisClient): Promise<void> {
  if (client.status === "ready") return;
  if (client.status === "wait" || client.status === "end") return await client.connect();
  await once(client, "ready", { signal: AbortSignal.timeout(readyMs) });
}

interface Stage {
  readonly paced: Gate;
  readonly decided: Gate;
}

async function commitOrRecover(games: GameAllocator, batch: PacedPlays): Promise<CachedResult[]> {
  try {
    return await games.commit(batch);
  } catch (error) {
    return await games.recover(batch, error);
  }
}

export class PartitionFeed {
  readonly lease: Lease;
  readonly #deps: FeedDeps;
  readonly #stopping = new AbortController();
  readonly #setbacks: Setbacks;
  #games: GameAllocator;
  #isDirect = false;
  #previous: Stage | undefined;
  readonly #underWay = new Set<Promise<void>>();
  /** One batch at a time until everything under way has come to rest. */
  #serial = false;
  #failure: unknown;
  #mustClaim = true;
  /** The stream began anew and what waits is not in it yet. */
  #isNew = false;
  #claimedAt = 0;
  readonly done: Promise<void>;

  constructor(deps: FeedDeps, lease: Lease) {
    this.#deps = deps;
    this.lease = lease;
    this.#setbacks = new Setbacks(deps.clock);
    this.#games = this.#newGames();
    this.done = this.#run();
  }

  #newGames(): GameAllocator {
    return new GameAllocator(this.#deps, {
      mode: this.#isDirect ? "direct" : "redis",
      lease: this.lease,
      setbacks: this.#setbacks,
      onDrop: () => {
        this.#serial = true;
      },
    });
  }

  /** Finishes what is under way and reads no more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#deps.blocking.disconnect();
    await this.done;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.isStopping) {
      try {
        await this.#turn();
        failures = 0;
      } catch (error) {
        await Promise.allSettled(this.#underWay);
        if (error instanceof LeaseLostError) break;
        if (!this.isStopping) {
          this.#deps.logger.warn({ partition: this.lease.partition, err: error }, "batch put off");
          this.#reset();
          await this.#pause(backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 800);
        }
        failures += 1;
      }
    }
    await Promise.allSettled(this.#underWay);
  }

  #reset(): void {
    this.#failure = undefined;
    this.#previous = undefined;
    this.#serial = false;
    this.#mustClaim = true;
    this.#games = this.#newGames();
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #turn(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { health } = this.#deps;
    health.tend();
    if (health.isDown !== this.#isDirect) {
      await Promise.allSettled(this.#underWay);
      this.#isDirect = health.isDown;
      this.#reset();
      const { partition } = this.lease;
      this.#deps.logger.warn({ partition, direct: health.isDown }, "pacer moved");
    }
    await (this.#isDirect ? this.#directTurn() : this.#streamTurn());
  }

  async #streamTurn(): Promise<void> {
    const { health, redis, clock } = this.#deps;
    const { partition } = this.lease;
    if (this.#mustClaim) {
      // A new group is an empty stream: Redis has lost what waits.
      this.#isNew = (await health.use(() => ensureGroup(redis, partition))) || this.#isNew;
      if (this.#isNew) await this.#refeedAll();
      await this.#claim(0);
      this.#mustClaim = false;
    }
    const entries = await this.#read();
    if (entries.length > 0) await this.#enqueue(entries);
    for (const gameId of this.#games.takeForgotten()) await this.#refeed(gameId);
    if (entries.length === 0 && clock.monotonicMs() - this.#claimedAt > strayIdleMs) {
      await this.#claim(strayIdleMs);
    }
  }

  async #read(): Promise<StreamEntry[]> {
    const { health, blocking } = this.#deps;
    const { partition } = this.lease;
    await health.read(() => untilReady(blocking));
    try {
      // A connection cut without a word answers never; the block itself ends after a second.
      return await health.read(
        () => readNew(blocking, partition, { count: batchSizeMax, blockMs }),
        blockMs + 2_000,
      );
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (this.isStopping) return [];
      if (isGroupLost(cause)) {
        await this.#streamLost();
        return [];
      }
      blocking.disconnect(true);
      throw error;
    }
  }

  /** The stream is gone, and with it perhaps plays: all undecided ones are fed again at once. */
  async #streamLost(): Promise<void> {
    const { health, redis } = this.#deps;
    this.#isNew = true;
    await health.use(() => ensureGroup(redis, this.lease.partition));
    await this.#refeedAll();
  }

  async #refeedAll(): Promise<void> {
    const behind = await listBehind(this.#deps.database.sql, this.lease.partition);
    for (const { gameId } of behind) await this.#refeed(gameId);
    this.#isNew = false;
  }

  async #refeed(gameId: string): Promise<void> {
    const { database, health, redis } = this.#deps;
    const { partition } = this.lease;
    const behind = await listBehind(database.sql, partition);
    const afterSeq = behind.find((game) => game.gameId === gameId)?.floorSeq;
    if (afterSeq === undefined) return;
    const plays = await listUndecided(database.sql, gameId, { afterSeq, limit: 5_000 });
    await health.use(() =>
      addPlays(
        redis,
        plays.map((play) => ({ ...play, partition })),
      ),
    );
  }

  async #claim(minIdleMs: number): Promise<void> {
    const { health, redis, clock } = this.#deps;
    this.#claimedAt = clock.monotonicMs();
    let cursor = "0-0";
    do {
      const options = { cursor, count: batchSizeMax, minIdleMs };
      const claimed = await health.read(() => claimPending(redis, this.lease.partition, options));
      if (claimed.entries.length > 0) await this.#enqueue(claimed.entries);
      cursor = claimed.cursor;
    } while (cursor !== "0-0" && !this.isStopping);
  }

  /** Starts a batch and waits only while too many are under way. */
  async #enqueue(entries: readonly StreamEntry[]): Promise<void> {
    while (this.#underWay.size >= depthMax) await Promise.race(this.#underWay);
    if (this.#failure !== undefined) throw this.#failure;
    const stage: Stage = { paced: gate(), decided: gate() };
    const before = this.#previous;
    this.#previous = stage;
    const running = this.#process(entries, stage, before)
      .catch((error: unknown) => {
        this.#failure ??= error;
        stage.paced.fail(error);
        stage.decided.fail(error);
      })
      .finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  async #process(
    entries: readonly StreamEntry[],
    stage: Stage,
    before: Stage | undefined,
  ): Promise<void> {
    const batches = await loadEntries(this.#deps, entries);
    await before?.paced.passed;
    if (this.#serial) await before?.decided.passed;
    const games = this.#games;
    const paced = await games.pace(batches);
    stage.paced.open();
    await before?.decided.passed;
    if (this.#underWay.size === 1) this.#serial = false;
    // All of them come to an end before one that failed ends the batch: what is under way afterwards would be
    // committed beside the take-over that follows.
    const ends = await Promise.allSettled(paced.map((batch) => commitOrRecover(games, batch)));
    const results = ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
    stage.decided.open();
    await this.#finish(entries, results.flat());
  }

  async #finish(entries: readonly StreamEntry[], results: readonly CachedResult[]): Promise<void> {
    const { health, redis, onDecided } = this.#deps;
    const ids = entries.map(({ id }) => id);
    await health.use(() => finishEntries(redis, this.lease.partition, ids, results));
    if (results.length > 0) onDecided?.(results);
  }

  async #directTurn(): Promise<void> {
    const { database } = this.#deps;
    let decided = 0;
    for (const { gameId, floorSeq } of await listBehind(database.sql, this.lease.partition)) {
      if (this.#setbacks.isResting(gameId)) continue;
      const range = { afterSeq: floorSeq, limit: batchSizeMax };
      const plays = await listUndecided(database.sql, gameId, range);
      if (plays.length === 0) continue;
      const results = await this.#games.decide({ gameId, plays });
      decided += results.length;
      this.#deps.onDecided?.(results);
      if (this.isStopping) return;
    }
    if (decided === 0) await this.#pause(100);
  }
}
