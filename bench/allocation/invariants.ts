// Checks a result against its input with none of the allocator's own arithmetic.

import { isInAudience } from "#lib/promotions/allocation/audience.ts";
import type {
  AllocationInput,
  AllocationResult,
  Placement,
} from "#lib/promotions/allocation/instance.ts";
import { cooldownMs } from "#lib/promotions/allocation/posts.ts";

const pairOf = (each: { promotionId: string; serverId: string }) =>
  `${each.promotionId} ${each.serverId}`;

export function newPairs(
  before: readonly Pick<Placement, "promotionId" | "serverId">[],
  after: readonly Placement[],
): number {
  const known = new Set(before.map(pairOf));
  return after.filter((each) => !known.has(pairOf(each))).length;
}

function byServer(result: Pick<AllocationResult, "placements">): Map<string, string[]> {
  const on = new Map<string, string[]>();
  for (const { promotionId, serverId } of result.placements)
    on.set(serverId, [...(on.get(serverId) ?? []), promotionId]);
  return on;
}

type Placed = Pick<AllocationResult, "placements">;

/** J2 and J3, and never more than n. */
export function brokenPairs({ servers, promotions }: AllocationInput, result: Placed): string[] {
  const broken: string[] = [];
  const serverOf = new Map(servers.map((each) => [each.id, each]));
  const promotionOf = new Map(promotions.map((each) => [each.id, each]));
  const counts = new Map<string, number>();
  for (const { promotionId, serverId } of result.placements) {
    for (const id of [promotionId, serverId]) counts.set(id, (counts.get(id) ?? 0) + 1);
    const server = serverOf.get(serverId);
    const promotion = promotionOf.get(promotionId);
    if (!server || !promotion) broken.push(`J3 ${promotionId} on ${serverId}: one is not there`);
    else if (
      !isInAudience(promotion.audience ?? {}, server) ||
      promotion.exclude?.includes(serverId)
    )
      broken.push(`J3 ${promotionId} on ${serverId}: not in its audience`);
  }
  if (new Set(result.placements.map(pairOf)).size < result.placements.length)
    broken.push("J3 a pair is there twice");
  for (const { id, cap } of servers)
    if ((counts.get(id) ?? 0) > cap) broken.push(`J2 ${id} is above its cap`);
  for (const { id, n } of promotions)
    if ((counts.get(id) ?? 0) > n) broken.push(`J1 ${id} has more than n`);
  return broken;
}

/** J9: what is placed is what the closed promo servers carry and what the others could at most take. */
export function proofGap(
  { servers, promotions }: AllocationInput,
  result: Pick<AllocationResult, "placements" | "closed">,
): number {
  const closed = new Set(result.closed.map(({ serverId }) => serverId));
  const open = servers.filter(({ id }) => !closed.has(id));
  const bound = promotions.reduce((sum, { n, audience = {}, exclude = [] }) => {
    const fits = open.filter((each) => isInAudience(audience, each) && !exclude.includes(each.id));
    return sum + Math.min(n, fits.length);
  }, 0);
  const carried = result.closed.reduce((sum, { carries }) => sum + carries, 0);
  return bound + carried - result.placements.length;
}

/** J10: promo servers on which, the earliest end first, some placement gets no post before its end. */
export function latePlacements(input: AllocationInput, result: Placed, now: number): number {
  const endOf = new Map(input.promotions.map(({ id, endsAt }) => [id, endsAt]));
  const serverOf = new Map(input.servers.map((each) => [each.id, each]));
  let late = 0;
  for (const [serverId, promotions] of byServer(result)) {
    const pause =
      serverOf.get(serverId)?.cooldownMs ?? cooldownMs(promotions.length, input.posting);
    const ends = promotions.map((id) => endOf.get(id) ?? Number.POSITIVE_INFINITY);
    ends.sort((a, b) => a - b);
    late += ends.filter((end, index) => now + (index + 1) * pause > end + 1).length;
  }
  return late;
}
