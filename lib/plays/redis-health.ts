// Whether this worker can use Redis. A failure alone proves nothing: only when nothing has worked for longer than
// `downAfterMs` does the worker turn to Postgres, and only after two answers in a row does it turn back.

import type { Clock } from "#lib/platform/clock.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";

const downAfterMs = 2_000;
const probesToHeal = 2;

/** Longer than the clients' own limit per command. */
const answerMsMax = 4_000;

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
  #down = false;
  #good = 0;

  constructor(redis: RedisClient, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  get isDown(): boolean {
    return this.#down;
  }

  /**
   * Runs a call and counts how it went. Every failure leaves as RedisFailure, and so does silence: a command that
   * was under way when its connection broke may never be answered at all.
   */
  async use<T>(call: () => Promise<T>, answerMs = answerMsMax): Promise<T> {
    try {
      const value = await inTime(call(), answerMs);
      if (!this.#down) this.#failingSince = undefined;
      return value;
    } catch (cause) {
      this.#failed();
      throw new RedisFailure("Redis did not do it", { cause });
    }
  }

  #failed(): void {
    this.#good = 0;
    this.#failingSince ??= this.#clock.monotonicMs();
    if (this.#clock.monotonicMs() - this.#failingSince >= downAfterMs) this.#down = true;
  }

  /** Asks Redis once and counts the answer; call it again and again while something fails. */
  async probe(): Promise<void> {
    try {
      await this.#redis.ping();
    } catch {
      this.#failed();
      return;
    }
    this.#good += 1;
    if (this.#down && this.#good < probesToHeal) return;
    this.#down = false;
    this.#failingSince = undefined;
  }
}
