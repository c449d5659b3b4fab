import type { Clock } from "#lib/platform/clock.ts";

export interface MicroCacheOptions<V> {
  /** Younger than this is served as it is. */
  readonly freshMs: number;
  /** Older than fresh but younger than this is served while one caller fetches anew. */
  readonly staleMs: number;
  readonly max: number;
  readonly clock: Clock;
  readonly load: (key: string) => Promise<V>;
}

export interface MicroCache<V> {
  get(key: string): Promise<V>;
  delete(key: string): void;
}

interface Entry<V> {
  readonly value: V;
  readonly atMs: number;
}

/**
 * A cache in memory for what thousands ask at once: one flight per key however many wait, stale while it
 * fetches. A failed fetch is not kept; while stale lasts, callers get the old value.
 */
export function createMicroCache<V>(options: MicroCacheOptions<V>): MicroCache<V> {
  const entries = new Map<string, Entry<V>>();
  const flights = new Map<string, Promise<V>>();
  const fetchOnce = (key: string): Promise<V> => {
    const under = flights.get(key);
    if (under !== undefined) return under;
    const flight = options
      .load(key)
      .then((value) => {
        if (entries.size >= options.max) entries.clear();
        entries.set(key, { value, atMs: options.clock.monotonicMs() });
        return value;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      const ageMs = entry ? options.clock.monotonicMs() - entry.atMs : Number.POSITIVE_INFINITY;
      if (!entry || ageMs > options.staleMs) return fetchOnce(key);
      // The old value is the answer; a failure shows when staleness runs out.
      if (ageMs > options.freshMs) fetchOnce(key).catch(() => undefined);
      return Promise.resolve(entry.value);
    },
    delete: (key) => void entries.delete(key),
  };
}
