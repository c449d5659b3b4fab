// Whether this worker can use Redis. A failure alone proves nothing: only when writing has not worked for longer
// than `downAfterMs` does the worker turn to Postgres, and only after two good probes in a row does it turn back.
//
// What counts is writing. A Redis at its memory limit, or one that became a replica, answers PING and reads to
// the end and still decides nothing; so a read that succeeds clears nothing, and the probe is a script that writes.

import { probeKey } from "#lib/pacing/redis/keys.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";

const downAfterMs = 2_000;
const probesToHeal = 2;
/** Failures further apart than this are two spells, each beginning anew. */
const spellGapMs = 5_000;

/** Longer than the clients' own limit per command. */
const answerMsMax = 4_000;

const probeMs = 500;
/** The means of deciding: a script, and one that writes. */
const probeScript = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)";

async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** A call to Redis failed, for whatever reason; Postgres has nothing to do with it. */
export class RedisFailure extends Error {
  override readonly name = "RedisFailure";
}

export class RedisHealth {
  readonly #redis: RedisClient;
  readonly #clock: Clock;
  #failingSince: number | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;
  #workedAt = Number.NEGATIVE_INFINITY;
  #down = false;
  #good = 0;
  #probing: Promise<void> | undefined;
  #probedAt = Number.NEGATIVE_INFINITY;

  constructor(redis: RedisClient, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  get isDown(): boolean {
    return this.#down;
  }

  /**
   * Runs a call that writes and counts how it went. Every failure leaves as RedisFailure, and so does silence: a
   * command that was under way when its connection broke may never be answered at all.
   */
  async use<T>(call: () => Promise<T>, answerMs = answerMsMax): Promise<T> {
    const startedAt = this.#clock.monotonicMs();
    try {
      const value = await inTime(call(), answerMs);
      this.#workedAt = this.#clock.monotonicMs();
      if (!this.#down) this.#failingSince = undefined;
      return value;
    } catch (cause) {
      // All the time it was waited for, nothing else having worked meanwhile, is time without Redis.
      this.#failed(Math.max(startedAt, this.#workedAt));
      throw new RedisFailure("Redis did not do it", { cause });
    }
  }

  /** Runs a call that only reads or waits: its failure counts like any other, its success proves nothing. */
  async read<T>(call: () => Promise<T>, answerMs = answerMsMax): Promise<T> {
    try {
      return await inTime(call(), answerMs);
    } catch (cause) {
      this.#failed(this.#clock.monotonicMs());
      throw new RedisFailure("Redis did not answer", { cause });
    }
  }

  #failed(since: number): void {
    const now = this.#clock.monotonicMs();
    this.#good = 0;
    if (now - this.#failedAt > spellGapMs) this.#failingSince = undefined;
    this.#failedAt = now;
    this.#failingSince ??= since;
    if (now - this.#failingSince >= downAfterMs) this.#down = true;
  }

  /**
   * Asks in the background while something fails; to be called again and again, as often as one likes. Nobody
   * waits for the answer: a Redis that hangs must not slow down who works without it.
   */
  tend(): void {
    if (this.#failingSince === undefined && !this.#down) return;
    if (this.#clock.monotonicMs() - this.#probedAt >= probeMs) void this.probe();
  }

  /**
   * Writes to Redis once and counts the answer; callers at the same time share one probe. It never rejects. A good
   * probe does not end a spell of failures, because what fails may be something the probe does not do.
   */
  async probe(): Promise<void> {
    this.#probing ??= this.#ask().finally(() => {
      this.#probing = undefined;
    });
    await this.#probing;
  }

  async #ask(): Promise<void> {
    const askedAt = this.#clock.monotonicMs();
    this.#probedAt = askedAt;
    try {
      await inTime(this.#redis.eval(probeScript, 1, probeKey, "1"), probeMs);
    } catch {
      this.#failed(askedAt);
      return;
    }
    if (!this.#down) return;
    this.#good += 1;
    if (this.#good < probesToHeal) return;
    this.#down = false;
    this.#failingSince = undefined;
  }
}
