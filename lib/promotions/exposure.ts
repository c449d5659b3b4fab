// What a receipt makes of an exposure: whose place its promo server took. Pure, because the certificate and the
// receipt must say the same.

import type { RemovalCause } from "#lib/promotions/allocation/instance.ts";

/** One row of the diff of an allocation, in the order of the versions. */
export interface PlaceChange {
  readonly version: number;
  readonly serverId: string;
  readonly added: boolean;
  /** Why it was taken away; null for an addition. */
  readonly cause: string | null;
}

/** The promo server went away or may not carry it any more; all other causes are choices of the allocator. */
const losses: ReadonlySet<string> = new Set<RemovalCause>(["gone", "ineligible"]);

/**
 * Whose place each promo server took, by its latest addition. Losses queue up: one that could not be replaced at
 * once is made good by the next addition. A loss that has its exposure (`delivered`) leaves nothing to make good,
 * and what a promotion was short of when it began is no makegood either.
 */
export function replacements(
  changes: readonly PlaceChange[],
  delivered: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const replaced = new Map<string, string>();
  const lost: string[] = [];
  for (const { serverId, added, cause } of inOrder(changes)) {
    if (!added) {
      // What it was to make good is open again, besides its own place.
      const former = replaced.get(serverId);
      replaced.delete(serverId);
      if (former !== undefined) lost.push(former);
      else if (losses.has(cause ?? "") && !delivered.has(serverId)) lost.push(serverId);
      continue;
    }
    // One that comes back takes its own place again.
    const own = lost.indexOf(serverId);
    const [former] = lost.splice(Math.max(0, own), 1);
    if (former !== undefined && former !== serverId) replaced.set(serverId, former);
  }
  return replaced;
}

/** By version; within one the losses come first, because they make the room. */
function inOrder(changes: readonly PlaceChange[]): readonly PlaceChange[] {
  return [...changes].sort(
    (a, b) =>
      a.version - b.version ||
      Number(a.added) - Number(b.added) ||
      (a.serverId < b.serverId ? -1 : 1),
  );
}
