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
  /** Ends the work on a partition; resolves when nothing of it is under way. */
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
    this.#timer = setInterval(() => {
      this.#ticking = this.#ticking.then(() => this.#quietTick());
    }, renewMs);
  }

  async #quietTick(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.tick();
    } catch (error) {
      this.#deps.logger.warn({ err: error }, "leases not renewed");
      await this.#dropWhenOver();
    }
  }

  /** Without the database a worker may not go on past the time its leases were good for. */
  async #dropWhenOver(): Promise<void> {
    if (this.#deps.clock.monotonicMs() - this.#renewedAt < leaseMs) return;
    await this.#lose([...this.#held.values()]);
  }

  async #lose(leases: readonly Lease[]): Promise<void> {
    for (const lease of leases) this.#held.delete(lease.partition);
    await Promise.all(leases.map((lease) => this.#listener.onGone(lease)));
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
    await this.#lose(
      this.held.filter((lease) => still.get(lease.partition)?.epoch !== lease.epoch),
    );
    const { take, giveBack } = leaseShare(partitionCount, live, this.#held.size);
    if (giveBack > 0) {
      const surplus = this.held.slice(-giveBack);
      await this.#lose(surplus);
      await releaseLeases(
        sql,
        workerId,
        surplus.map(({ partition }) => partition),
      );
    }
    if (take > 0) {
      for (const lease of await takeLeases(sql, workerId, take)) {
        this.#held.set(lease.partition, lease);
        this.#listener.onTaken(lease);
      }
    }
  }

  /** Ends the work on every partition, then gives the leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#ticking;
    const leases = this.held;
    await this.#lose(leases);
    const { sql } = this.#deps.database;
    await releaseLeases(
      sql,
      this.#deps.workerId,
      leases.map(({ partition }) => partition),
    );
    await leave(sql, this.#deps.workerId);
  }
}
