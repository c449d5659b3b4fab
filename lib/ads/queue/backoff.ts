/** After so many failed attempts an ad is DEAD. */
export const attemptsMax = 5;

/**
 * After so many tries of which nothing was heard it is DEAD: an ad that ends its worker must not end all of them, and one
 * whose workers were ended by somebody else has a few more to go.
 */
export const stallsMax = 20;

const firstMs = 1_000;
const mostMs = 60_000;

/**
 * How long a failed ad waits: doubled with every attempt, a minute at most, and spread over the half below it, so that
 * what failed together does not come back together. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(firstMs * 2 ** Math.max(0, attempt - 1), mostMs);
  return Math.round(full / 2 + (full / 2) * random);
}
