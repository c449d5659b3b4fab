import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationResult } from "#lib/promotions/allocation/instance.ts";
import { instanceOf, type Need, type NetworkState } from "#lib/promotions/network-instance.ts";

/**
 * Lays out what was promised before what was not. A booking with a stated shortfall is promised the rest; its missing
 * ones are given what is free afterwards, and stay while nobody who was promised something goes short for them.
 */
export function layPlacements(state: NetworkState, needs: readonly Need[]): AllocationResult {
  if (needs.every(({ n, sure }) => n === sure)) return allocate(instanceOf(state, needs));
  const live = new Set(state.servers.map(({ id }) => id));
  const held = new Map<string, number>();
  for (const { promotionId, serverId } of state.placements) {
    if (live.has(serverId)) held.set(promotionId, (held.get(promotionId) ?? 0) + 1);
  }
  const kept = withNumbers(needs, ({ row, n, sure }) =>
    Math.max(sure, Math.min(n, held.get(row.id) ?? 0)),
  );
  let first = allocate(instanceOf(state, kept));
  if (first.figures.shortfall > 0) {
    first = allocate(
      instanceOf(
        state,
        withNumbers(needs, ({ sure }) => sure),
      ),
    );
  }
  if (first.servers.every(({ load, cap }) => load >= cap)) return first;
  return fillUp(state, needs, first);
}

function withNumbers(needs: readonly Need[], number: (need: Need) => number): Need[] {
  return needs.map((need) => ({ ...need, n: number(need) }));
}

/** Nothing that was laid makes way: there are no leases, and whoever has its number keeps it. */
function fillUp(
  state: NetworkState,
  needs: readonly Need[],
  first: AllocationResult,
): AllocationResult {
  const instance = instanceOf(state, needs);
  const posted = new Set(
    (instance.previous ?? [])
      .filter((row) => row.posted)
      .map(({ promotionId, serverId }) => `${promotionId} ${serverId}`),
  );
  const previous = first.placements.map((pair) => ({
    ...pair,
    posted: posted.has(`${pair.promotionId} ${pair.serverId}`),
  }));
  const second = allocate({ ...instance, previous, options: { leaseEpochs: 0 } });
  return { ...second, removed: [...first.removed, ...second.removed] };
}
