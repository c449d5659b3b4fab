// Redis as a simulation needs it: on one server of its own that can forget everything or come back as it was.

import { Redis } from "ioredis";
import { playsKey } from "#lib/pacing/redis/keys.ts";

interface Kept {
  readonly key: Buffer;
  readonly value: Buffer;
}

const keptMax = 6;

export class SimRedis {
  readonly client: Redis;
  readonly #snapshots: Kept[][] = [];

  constructor(url: string) {
    this.client = new Redis(url);
  }

  async #read(): Promise<Kept[]> {
    const keys = await this.client.keysBuffer("*");
    const kept: Kept[] = [];
    for (const key of keys) {
      const value = await this.client.dumpBuffer(key);
      if (value) kept.push({ key, value });
    }
    return kept;
  }

  /** Keeps the state of this moment for a later rollback: streams with their groups and pending entries, all of it. */
  async keep(): Promise<void> {
    this.#snapshots.push(await this.#read());
    if (this.#snapshots.length > keptMax) this.#snapshots.shift();
  }

  /** As after a failover or the restore of an old file. `pick` in [0, 1) says how old. */
  async rollBack(pick: number): Promise<void> {
    const at = Math.floor(pick * this.#snapshots.length);
    const snapshot = this.#snapshots[at];
    if (!snapshot) return;
    this.#snapshots.length = at + 1;
    await this.client.flushall();
    for (const { key, value } of snapshot) await this.client.restore(key, 0, value);
  }

  async lose(): Promise<void> {
    await this.client.flushall();
  }

  /** Entries in the stream, and how many of them were handed out and not acknowledged. */
  async queued(partition: number): Promise<{ readonly length: number; readonly pending: number }> {
    const key = playsKey(partition);
    const length = await this.client.xlen(key);
    const summary = await this.client.xpending(key, "allocator").catch(() => [0]);
    return { length, pending: Number(summary[0] ?? 0) };
  }

  close(): void {
    this.client.disconnect();
  }
}
