// Feeds the plays of one partition to the ledger for as long as this worker holds the lease: from the stream, or
// from Postgres when Redis is gone. Up to three batches are under way at once, each waiting for the one before at
// two gates, so that ordinals are given and committed in the order of reading.

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "#lib/platform/clock.ts";
import { type AllocatorDeps, GameAllocator, type GamePlays } from "#lib/plays/game-allocator.ts";
import { LeaseLostError } from "#lib/plays/rebuild.ts";
import { RedisFailure } from "#lib/plays/redis-health.ts";
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
import { findUndecided, listBehind, listUndecided } from "#lib/plays/store-allocate.ts";
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

interface Gate {
  readonly passed: Promise<void>;
  open(): void;
  fail(error: unknown): void;
}

function gate(): Gate {
  let open = () => {};
  let fail: (error: unknown) => void = () => {};
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  // Whoever waits sees the failure; nobody waiting is no reason to end the process.
  passed.catch(() => undefined);
  return { passed, open, fail };
}

interface Stage {
  readonly paced: Gate;
  readonly decided: Gate;
}

export class PartitionFeed {
  readonly lease: Lease;
  readonly #deps: FeedDeps;
  readonly #stopping = new AbortController();
  #games: GameAllocator;
  #isDirect = false;
  #previous: Stage | undefined;
  readonly #underWay = new Set<Promise<void>>();
  /** One batch at a time until everything under way has come to rest. */
  #serial = false;
  #failure: unknown;
  #mustClaim = true;
  #claimedAt = 0;
  readonly done: Promise<void>;

  constructor(deps: FeedDeps, lease: Lease) {
    this.#deps = deps;
    this.lease = lease;
    this.#games = this.#newGames();
    this.done = this.#run();
  }

  #newGames(): GameAllocator {
    return new GameAllocator(this.#deps, {
      mode: this.#isDirect ? "direct" : "redis",
      lease: this.lease,
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
          await this.#reset(error);
          await this.#pause(backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 800);
        }
        failures += 1;
      }
    }
    await Promise.allSettled(this.#underWay);
  }

  async #reset(error: unknown): Promise<void> {
    this.#failure = undefined;
    this.#previous = undefined;
    this.#serial = false;
    this.#mustClaim = true;
    this.#games = this.#newGames();
    if (error instanceof RedisFailure) await this.#deps.health.probe();
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #turn(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { health } = this.#deps;
    if (health.isDown !== this.#isDirect) {
      await Promise.allSettled(this.#underWay);
      this.#isDirect = health.isDown;
      await this.#reset(undefined);
      this.#deps.logger.warn(
        { partition: this.lease.partition, direct: health.isDown },
        "pacer moved",
      );
    }
    if (this.#isDirect) await this.#directTurn();
    else await this.#streamTurn();
  }

  async #streamTurn(): Promise<void> {
    const { health, redis, clock } = this.#deps;
    const { partition } = this.lease;
    if (this.#mustClaim) {
      await health.use(() => ensureGroup(redis, partition));
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
    await health.use(() => untilReady(blocking));
    try {
      // A connection cut without a word answers never; the block itself ends after a second.
      return await health.use(
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
    const { database, health, redis } = this.#deps;
    await health.use(() => ensureGroup(redis, this.lease.partition));
    for (const { gameId } of await listBehind(database.sql, this.lease.partition)) {
      await this.#refeed(gameId);
    }
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
      const claimed = await health.use(() => claimPending(redis, this.lease.partition, options));
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
    const batches = await this.#load(entries);
    await before?.paced.passed;
    if (this.#serial) await before?.decided.passed;
    const games = this.#games;
    const paced = await games.pace(batches);
    stage.paced.open();
    await before?.decided.passed;
    if (this.#underWay.size === 1) this.#serial = false;
    const results = await Promise.all(
      paced.map(async (batch) => {
        try {
          return await games.commit(batch);
        } catch (error) {
          return await games.recover(batch, error);
        }
      }),
    );
    stage.decided.open();
    await this.#finish(entries, results.flat());
  }

  /** Reads the plays behind the entries, in the order of the entries; what is decided or unknown drops out. */
  async #load(entries: readonly StreamEntry[]): Promise<GamePlays[]> {
    const idsOf = new Map<string, Set<string>>();
    for (const { id, play } of entries) {
      if (!play) {
        this.#deps.logger.warn({ partition: this.lease.partition, entry: id }, "unreadable entry");
        continue;
      }
      const ids = idsOf.get(play.gameId) ?? new Set();
      idsOf.set(play.gameId, ids.add(play.playId));
    }
    return await Promise.all(
      [...idsOf].map(async ([gameId, ids]) => {
        const found = await findUndecided(this.#deps.database.sql, gameId, [...ids]);
        const byId = new Map(found.map((play) => [play.playId, play]));
        return { gameId, plays: [...ids].flatMap((id) => byId.get(id) ?? []) };
      }),
    ).then((batches) => batches.filter(({ plays }) => plays.length > 0));
  }

  async #finish(entries: readonly StreamEntry[], results: readonly CachedResult[]): Promise<void> {
    const { health, redis, onDecided } = this.#deps;
    const ids = entries.map(({ id }) => id);
    await health.use(() => finishEntries(redis, this.lease.partition, ids, results));
    if (results.length > 0) onDecided?.(results);
  }

  async #directTurn(): Promise<void> {
    const { database, health } = this.#deps;
    let decided = 0;
    for (const { gameId, floorSeq } of await listBehind(database.sql, this.lease.partition)) {
      const range = { afterSeq: floorSeq, limit: batchSizeMax };
      const plays = await listUndecided(database.sql, gameId, range);
      if (plays.length === 0) continue;
      const results = await this.#games.decide({ gameId, plays });
      decided += results.length;
      this.#deps.onDecided?.(results);
      if (this.isStopping) return;
    }
    await health.probe();
    if (decided === 0) await this.#pause(100);
  }
}
