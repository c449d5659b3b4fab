// The allocator of a worker: keeps leases and feeds each partition it holds.

import { randomUUID } from "node:crypto";
import type { Clock } from "#lib/platform/clock.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import type { AllocatorHooks } from "#lib/plays/game-allocator.ts";
import { LeaseKeeper } from "#lib/plays/lease.ts";
import { PartitionFeed } from "#lib/plays/partition-feed.ts";
import { RedisHealth } from "#lib/plays/redis-health.ts";
import { type CachedResult, publishLive, type RedisClient } from "#lib/plays/redis-stream.ts";
import type { Lease } from "#lib/plays/store-lease.ts";
import { findGameFacts } from "#lib/plays/store-pacer.ts";
import { openWitness, type Witness } from "#lib/plays/witness.ts";

export interface AllocatorSettings {
  readonly database: Database;
  /** For leases; the same as `database` without a transaction pooler. */
  readonly direct: Database;
  readonly redis: RedisClient;
  /** For pub/sub. */
  readonly redisCache: RedisClient;
  /** Opens a connection for reads that wait in the server. */
  readonly openBlocking: () => RedisClient;
  readonly masterSecret: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly roles?: string;
  /** Where the worker keeps the witness of its wins. */
  readonly witnessFolder?: string;
  readonly hooks?: AllocatorHooks;
}

export class Allocator {
  readonly workerId = randomUUID();
  readonly health: RedisHealth;
  readonly #settings: AllocatorSettings;
  readonly #keeper: LeaseKeeper;
  readonly #feeds = new Map<number, PartitionFeed>();
  readonly #campaigns = new Map<string, string>();
  #witness: Witness | undefined;
  /** Plays decided by this worker since it started. */
  decided = 0;

  constructor(settings: AllocatorSettings) {
    this.#settings = settings;
    this.health = new RedisHealth(settings.redis, settings.clock);
    this.#keeper = new LeaseKeeper(
      {
        database: settings.direct,
        clock: settings.clock,
        logger: settings.logger,
        workerId: this.workerId,
        roles: settings.roles ?? "all",
      },
      { onTaken: (lease) => this.#feed(lease), onGone: (lease) => this.#unfeed(lease) },
    );
  }

  get partitions(): number[] {
    return this.#keeper.held.map(({ partition }) => partition);
  }

  async start(): Promise<void> {
    const { witnessFolder } = this.#settings;
    if (witnessFolder) this.#witness = await openWitness(witnessFolder, this.workerId);
    await this.#keeper.start();
  }

  /** Stops reading, finishes what is under way, acknowledges it and gives the leases back. */
  async stop(): Promise<void> {
    await this.#keeper.stop();
    await this.#witness?.close();
  }

  #feed(lease: Lease): void {
    const { database, redis, masterSecret, logger, clock, hooks } = this.#settings;
    const deps = { database, redis, masterSecret, logger, clock, health: this.health };
    const feed = new PartitionFeed(
      {
        ...deps,
        blocking: this.#settings.openBlocking(),
        ...(hooks && { hooks }),
        ...(this.#witness && { witness: this.#witness }),
        onDecided: (results) => this.#announce(results),
      },
      lease,
    );
    this.#feeds.set(lease.partition, feed);
  }

  async #unfeed(lease: Lease): Promise<void> {
    const feed = this.#feeds.get(lease.partition);
    if (feed?.lease.epoch !== lease.epoch) return;
    this.#feeds.delete(lease.partition);
    await feed.stop();
  }

  #announce(results: readonly CachedResult[]): void {
    this.decided += results.length;
    const playsOf = new Map<string, string[]>();
    for (const { gameId, playId } of results) {
      const ids = playsOf.get(gameId);
      if (ids) ids.push(playId);
      else playsOf.set(gameId, [playId]);
    }
    for (const [gameId, playIds] of playsOf) {
      this.#publish(gameId, playIds).catch((error: unknown) =>
        this.#settings.logger.debug({ err: error }, "live message not sent"),
      );
    }
  }

  /** At most the latest twenty: staff pages show a handful, and counters come from Postgres. */
  async #publish(gameId: string, playIds: readonly string[]): Promise<void> {
    const campaignId = this.#campaigns.get(gameId) ?? (await this.#campaignOf(gameId));
    if (!campaignId) return;
    await publishLive(this.#settings.redisCache, campaignId, {
      gameId,
      playIds: playIds.slice(-20),
    });
  }

  async #campaignOf(gameId: string): Promise<string | undefined> {
    const facts = await findGameFacts(this.#settings.database.sql, gameId);
    if (facts) this.#campaigns.set(gameId, facts.campaignId);
    return facts?.campaignId;
  }
}
