export interface Rounds {
  /** No further round begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Does the work again and again, the first time at once, with a pause of `everyMs` between the end of a round and the
 * next. A round that fails is told and tried again; the signal aborts when the rounds are stopped.
 */
export function startRounds(
  work: (signal: AbortSignal) => Promise<unknown>,
  { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): Rounds {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const again = () => {
    round = work(signal)
      .then(() => undefined, onError)
      .finally(() => {
        if (!signal.aborted) timer = setTimeout(again, everyMs);
      });
  };
  again();
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await round;
    },
  };
}
