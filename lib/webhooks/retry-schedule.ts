// When a delivery that failed is tried again, and how long an endpoint that fails is left alone. Pure: ages come from
// the database's clock, chance from the caller.

const firstDelayMs = 5_000;
const growth = 4;
const delayMaxMs = 12 * 3_600_000;
/** Chance moves a delay by this share, so that what failed together does not come back together. */
const jitter = 0.1;
/** A receiver may ask for patience, within reason. */
const retryAfterMaxMs = 3_600_000;

/** How long a delivery is retried before it is dead. */
export const retryWindowMs = 3 * 24 * 3_600_000;

/** An endpoint that has only failed for this long is disabled. */
export const disableAfterMs = 5 * 24 * 3_600_000;

/** From so many failures in a row on an endpoint is tried with one delivery at a time, with pauses. */
export const breakerFailures = 5;
const restMs = 30_000;
const restMaxMs = 15 * 60_000;

export interface FailedAttempt {
  /** Attempts that ended, this one included. */
  readonly attempts: number;
  /** Since the delivery was first due. */
  readonly ageMs: number;
  /** From 0 up to 1. */
  readonly random: number;
  /** What the receiver asked for by Retry-After. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Milliseconds to the next attempt, or undefined when the delivery is dead. Delays are 5 s, 20 s, 80 s and so on up to
 * 12 hours, each with its jitter; the last attempt falls on the end of the third day.
 */
export function nextDelayMs(failed: FailedAttempt): number | undefined {
  const { attempts, ageMs, random, retryAfterMs = 0 } = failed;
  const left = retryWindowMs - ageMs;
  if (left <= 0) return undefined;
  const base = Math.min(firstDelayMs * growth ** Math.max(0, attempts - 1), delayMaxMs);
  const delay = base * (1 - jitter + 2 * jitter * random);
  const asked = Math.min(Math.max(0, retryAfterMs), retryAfterMaxMs);
  return Math.ceil(Math.min(Math.max(delay, asked), left));
}

/** How long nothing is sent after so many failures in a row; 0 while the breaker is closed. */
export function restAfterMs(failures: number): number {
  if (failures < breakerFailures) return 0;
  return Math.min(restMs * 2 ** Math.min(failures - breakerFailures, 10), restMaxMs);
}
