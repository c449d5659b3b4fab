// Gathers single calls into batches, so that one database round trip and one commit serve hundreds of them. It knows
// nothing of what it gathers, and its timing can be tested without a database.

export interface MicroBatchOptions<T, R> {
  readonly sizeMax: number;
  /** How long the first of a batch waits for others. */
  readonly waitMs: number;
  /** Batches under way at once; while all are, calls gather into larger batches. */
  readonly inFlightMax: number;
  /** Calls that may wait; one more is refused by `full`. */
  readonly queueMax: number;
  readonly full: () => Error;
  /** Results in the order of the inputs. */
  readonly run: (inputs: readonly T[]) => Promise<readonly R[]>;
}

export interface MicroBatch<T, R> {
  push(input: T): Promise<R>;
  /** Resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>;
}

interface Waiting<T, R> {
  readonly input: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export function createMicroBatch<T, R>(options: MicroBatchOptions<T, R>): MicroBatch<T, R> {
  let queue: Waiting<T, R>[] = [];
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let idle: (() => void)[] = [];

  const answer = (batch: readonly Waiting<T, R>[], results: readonly R[]) => {
    batch.forEach((waiting, index) => {
      const result = results[index];
      if (result === undefined) waiting.reject(new Error("the batch gave no result"));
      else waiting.resolve(result);
    });
  };

  const refuse = (batch: readonly Waiting<T, R>[], error: unknown) => {
    for (const waiting of batch) waiting.reject(error);
  };

  /** Never rejects: every outcome goes to the callers. */
  const send = async (batch: readonly Waiting<T, R>[]) => {
    let tell: () => void;
    try {
      const results = await options.run(batch.map(({ input }) => input));
      tell = () => answer(batch, results);
    } catch (error) {
      tell = () => refuse(batch, error);
    }
    inFlight--;
    // The database has its next batch before the answers to this one are written: they take as long as it does.
    flush();
    tell();
    if (inFlight === 0 && queue.length === 0) {
      for (const wake of idle.splice(0)) wake();
    }
  };

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    while (queue.length > 0 && inFlight < options.inFlightMax) {
      const batch = queue.slice(0, options.sizeMax);
      queue = queue.slice(options.sizeMax);
      inFlight++;
      void send(batch);
    }
  };

  return {
    push: (input) =>
      new Promise<R>((resolve, reject) => {
        if (queue.length >= options.queueMax) {
          reject(options.full());
          return;
        }
        queue.push({ input, resolve, reject });
        if (inFlight >= options.inFlightMax) return;
        if (queue.length >= options.sizeMax) flush();
        else timer ??= setTimeout(flush, options.waitMs);
      }),
    drain: () => {
      if (inFlight === 0 && queue.length === 0) return Promise.resolve();
      return new Promise<void>((resolve) => {
        idle = [...idle, resolve];
        flush();
      });
    },
  };
}
