// Whose failure it is when plays cannot be decided. The answer decides who has to wait: a whole partition, one
// game, or one play. A play is the last to be suspected, because its end is final.

import { isStoreDown, isStoreFault } from "#lib/platform/store-failure.ts";
import { LeaseLostError } from "#lib/plays/rebuild.ts";
import { RedisFailure } from "#lib/plays/redis-health.ts";

/** Seed, state, plan or prize lines of a game cannot be read: whichever play comes, it is not to blame. */
export class UnheldGameError extends Error {
  override readonly name = "UnheldGameError";
}

/** A game whose plays neither pass nor fail, because somebody else moves it on all the time. */
export class RestlessGameError extends Error {
  override readonly name = "RestlessGameError";
}

/** Failures of a store, a lease or a connection: everything else would fail likewise, and may pass later. */
export function isOfAll(error: unknown): boolean {
  return error instanceof RedisFailure || error instanceof LeaseLostError || isStoreDown(error);
}

/** Whether a play may be to blame. What a store, a lease or the game is at fault for never is. */
export function isOfPlays(error: unknown): boolean {
  const isOfGame = error instanceof RestlessGameError || error instanceof UnheldGameError;
  return !isOfAll(error) && !isOfGame && !isStoreFault(error);
}
