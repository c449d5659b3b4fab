// Which promo servers get batches of their own while both ways run side by side. Pure, so that pages may tell it too.

/** 0 to 100, the same for ever for a promo server; evenly spread over random ids. */
export function rolloutPoint(serverUuid: string): number {
  let hash = 0x811c9dc5;
  for (const letter of serverUuid.toLowerCase()) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) / 2 ** 32) * 100;
}

/** Whether it gets its own batch. Raising the percentage takes none out; 0 is nobody, 100 everybody. */
export function isDistributed(serverUuid: string, percent: number): boolean {
  return rolloutPoint(serverUuid) < percent;
}
