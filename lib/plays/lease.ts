// Which partitions this worker owns. Renewed every second, five seconds long by the database clock, shared out
// evenly among the workers that beat. The lease only keeps two workers from getting in each other's way; what
// keeps them from doing harm is the epoch of each game.

import type { Clock } from "#lib/platform/clock.ts";
import type { Database } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import {
  beat,
  insertPartitions,
  type Lease,
  leaseMs,
  leave,
  releaseLeases,
  renewLeases,
  takeLeases,
} from "#lib/plays/store-lease.ts";

/** Partitions of an installation; a game is given one for life when it is created. */
export const partitionCount = 16;
const renewMs = 1_000;

export interface LeaseDeps {
  /** A direct connection where a transaction pooler stands in between. */
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly workerId: string;
  readonly roles: string;
}

export interface LeaseListener {
  onTaken(lease: Lease): void;
  /** Ends the work under a lease; resolves when nothing of it is under way. A later lease may run already. */
  onGone(lease: Lease): Promise<void>;
}

/** What a worker holding `mine` of `count` partitions should do when `live` workers share them. */
export function leaseShare(
  count: number,
  live: number,
  mine: number,
): { readonly take: number; readonly giveBack: number } {
  const fair = Math.ceil(count / Math.max(1, live));
  return { take: Math.max(0, fair - mine), giveBack: Math.max(0, mine - fair) };
}

export class LeaseKeeper {
  readonly #deps: LeaseDeps;
  readonly #listener: LeaseListener;
  readonly #held = new Map<number, Lease>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  readonly #leaving = new Set<number>();
  readonly #ending = new Set<Promise<void>>();
  #renewedAt = 0;
  #stopped = false;

  constructor(deps: LeaseDeps, listener: LeaseListener) {
    this.#deps = deps;
    this.#listener = listener;
  }

  get held(): readonly Lease[] {
    return [...this.#held.values()].sort((a, b) => a.partition - b.partition);
  }

  async start(): Promise<void> {
    await insertPartitions(this.#deps.database.sql, partitionCount);
    await this.tick();
    let isTicking = false;
    this.#timer = setInterval(() => {
      if (isTicking) return;
      isTicking = true;
      this.#ticking = this.#quietTick().finally(() => {
        isTicking = false;
      });
    }, renewMs);
  }

  async #quietTick(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.tick();
    } catch (error) {
      this.#deps.logger.warn({ err: error }, "leases not renewed");
      this.#dropWhenOver();
    }
  }

  /** Without the database a worker may not go on past the time its leases were good for. */
  #dropWhenOver(): void {
    if (this.#deps.clock.monotonicMs() - this.#renewedAt < leaseMs) return;
    this.#lose(this.held);
  }

  /** Ends the work on leases that are somebody else's by now. Not waited for: the other leases need renewing. */
  #lose(leases: readonly Lease[]): void {
    for (const lease of leases) {
      this.#held.delete(lease.partition);
      this.#track(this.#listener.onGone(lease));
    }
  }

  /** Ends the work first and then gives the leases back; until then they are renewed like the others. */
  async #giveBack(leases: readonly Lease[]): Promise<void> {
    const partitions = leases.map(({ partition }) => partition);
    for (const partition of partitions) {
      this.#held.delete(partition);
      this.#leaving.add(partition);
    }
    try {
      await Promise.allSettled(leases.map((lease) => this.#listener.onGone(lease)));
      await releaseLeases(this.#deps.database.sql, this.#deps.workerId, partitions);
    } finally {
      for (const partition of partitions) this.#leaving.delete(partition);
    }
  }

  #hold(lease: Lease): void {
    this.#held.set(lease.partition, lease);
    this.#listener.onTaken(lease);
  }

  #track(ending: Promise<void>): void {
    const settled = ending
      .catch((error: unknown) => this.#deps.logger.warn({ err: error }, "lease not ended cleanly"))
      .finally(() => this.#ending.delete(settled));
    this.#ending.add(settled);
  }

  /** One round: beat, renew, drop what was lost, give back what is too much, take what is free. */
  async tick(): Promise<void> {
    const { clock, workerId, roles } = this.#deps;
    const { sql } = this.#deps.database;
    const askedAt = clock.monotonicMs();
    const live = await beat(sql, workerId, roles);
    const renewed = await renewLeases(sql, workerId);
    this.#renewedAt = askedAt;
    const still = new Map(renewed.map((lease) => [lease.partition, lease]));
    this.#lose(this.held.filter((lease) => still.get(lease.partition)?.epoch !== lease.epoch));
    // A lease may be this worker's without its knowing: taken in a call whose answer was lost.
    for (const lease of renewed) {
      const { partition } = lease;
      if (!this.#held.has(partition) && !this.#leaving.has(partition)) this.#hold(lease);
    }
    const { take, giveBack } = leaseShare(partitionCount, live, this.#held.size);
    if (giveBack > 0) this.#track(this.#giveBack(this.held.slice(-giveBack)));
    if (take > 0) for (const lease of await takeLeases(sql, workerId, take)) this.#hold(lease);
  }

  /** Ends the work on every partition, then gives the leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#ticking;
    await Promise.all(this.#ending);
    await this.#giveBack(this.held);
    await leave(this.#deps.database.sql, this.#deps.workerId);
  }
}
