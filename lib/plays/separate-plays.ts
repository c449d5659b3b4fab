// Finds the plays that cannot be decided among some that can, by halving. Pure, so that its cost can be tested: a
// fault of the whole game must not be paid for with one attempt a play.

export interface Suspect<T> {
  readonly play: T;
  readonly error: unknown;
}

export interface Separation<T> {
  /** Plays that failed alone. */
  readonly suspects: readonly Suspect<T>[];
  /** Not tried to the end, because so far everything failed. */
  readonly untried: readonly T[];
}

/** So many plays failing alone with nothing decided in between: it is not about plays. */
const lonelyMax = 3;

/**
 * Tries to decide the plays, then their halves, down to single plays. `attempt` decides all it is given or
 * throws, and is called one at a time in the order of the plays. What `isOfPlays` denies is thrown on at once.
 */
export async function separatePlays<T>(
  plays: readonly T[],
  attempt: (plays: readonly T[]) => Promise<void>,
  isOfPlays: (error: unknown) => boolean,
): Promise<Separation<T>> {
  const suspects: Suspect<T>[] = [];
  const untried: T[] = [];
  let isAnyDecided = false;
  const waiting: (readonly T[])[] = halves(plays);
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    if (!isAnyDecided && suspects.length >= lonelyMax) {
      untried.push(...part);
      continue;
    }
    try {
      await attempt(part);
      isAnyDecided = true;
    } catch (error) {
      if (!isOfPlays(error)) throw error;
      const [only] = part;
      if (part.length === 1 && only !== undefined) suspects.push({ play: only, error });
      else waiting.unshift(...halves(part));
    }
  }
  return { suspects, untried };
}

function halves<T>(plays: readonly T[]): (readonly T[])[] {
  if (plays.length <= 1) return plays.length === 0 ? [] : [plays];
  const middle = Math.ceil(plays.length / 2);
  return [plays.slice(0, middle), plays.slice(middle)];
}
