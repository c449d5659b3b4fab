export interface BucketLimit {
  /** How many at once. */
  readonly burst: number;
  /** How many a second after that. */
  readonly perS: number;
}

/** A bucket holds its level at the time of its last use; the refill is computed, not timed. */
interface Bucket {
  level: number;
  atMs: number;
}

export interface TokenBuckets {
  /** Takes one; answers 0, or the milliseconds until the next one can be had. */
  take(key: string, limit: BucketLimit, nowMs: number): number;
  readonly size: number;
}

/**
 * Limits in memory, per process: cheap enough for every play. Bounded: at `max` keys those that are full again
 * are dropped first, and if none is, the oldest, which forgives a flood of keys its past but never grows.
 */
export function createTokenBuckets(max = 200_000): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const idleMs = 60_000;
  const makeRoom = (nowMs: number) => {
    for (const [key, bucket] of buckets) {
      if (nowMs - bucket.atMs > idleMs) buckets.delete(key);
    }
    for (const key of buckets.keys()) {
      if (buckets.size < max) break;
      buckets.delete(key);
    }
  };
  return {
    take: (key, limit, nowMs) => {
      let bucket = buckets.get(key);
      if (!bucket) {
        if (buckets.size >= max) makeRoom(nowMs);
        bucket = { level: limit.burst, atMs: nowMs };
        buckets.set(key, bucket);
      }
      const refill = ((nowMs - bucket.atMs) / 1000) * limit.perS;
      bucket.level = Math.min(limit.burst, bucket.level + Math.max(0, refill));
      bucket.atMs = nowMs;
      if (bucket.level < 1) return Math.ceil(((1 - bucket.level) / limit.perS) * 1000);
      bucket.level -= 1;
      return 0;
    },
    get size() {
      return buckets.size;
    },
  };
}
