// Priority with ageing, without ever sorting anything again: an ad is due a minute later for every step of its priority
// below the first, and whoever is due first is first. So nothing waits for ever: an ad of priority 5 is overtaken only by
// ads that came less than 240 s after it.

import { agingStepS } from "#lib/ads/contract.ts";

/** Largest priority that BullMQ keeps: 21 bits. */
export const queuePriorityMax = 2_097_151;

/** Beyond this age of the base the queue is numbered anew: half of the room is left for what waits. */
export const baseAgeMaxS = 1_048_576;

/** Unix seconds at which an ad would be first in line among ads that come then. */
export function virtualDeadlineS(ad: {
  readonly submittedAtMs: number;
  readonly priority: number;
}): number {
  return ad.submittedAtMs / 1_000 + agingStepS * (ad.priority - 1);
}

/**
 * The number under which BullMQ sorts it: whole seconds since the base, 1 at least. Two ads of the same second keep the
 * order in which they were added. Outside the room the number is the nearest end of it: late, never lost.
 */
export function queuePriority(
  ad: { readonly submittedAtMs: number; readonly priority: number },
  baseS: number,
): number {
  const seconds = Math.floor(virtualDeadlineS(ad) - baseS);
  return Math.min(Math.max(1 + seconds, 1), queuePriorityMax);
}
