import { RecentMap } from "#lib/platform/recent-map.ts";

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
 * Limits in memory, per process: cheap enough for every play. Bounded: a flood of keys forgives those that half the
 * bound of others came after; a key in use is never lost.
 */
export function createTokenBuckets(max = 200_000): TokenBuckets {
  const buckets = new RecentMap<string, Bucket>(max);
  const bucketOf = (key: string, limit: BucketLimit, nowMs: number): Bucket => {
    const known = buckets.get(key);
    if (known) return known;
    const bucket = { level: limit.burst, atMs: nowMs };
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take: (key, limit, nowMs) => {
      const bucket = bucketOf(key, limit, nowMs);
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
