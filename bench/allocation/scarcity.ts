// Room for seven tenths of what is booked, for many epochs: who gets how much of it in the end.

import { newPairs } from "#bench/allocation/invariants.ts";
import { randomNetwork } from "#bench/allocation/random-network.ts";
import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { Placement, PromotionInput } from "#lib/promotions/allocation/instance.ts";

export interface Scarcity {
  /** Share of n that a promotion had over all epochs: the least and the most of any. */
  readonly least: number;
  readonly most: number;
  /** What all would have if it were shared evenly. */
  readonly fair: number;
  /** Epochs in a row that some promotion had nothing. */
  readonly longestGap: number;
  /** Share of the placements that is new in an epoch. */
  readonly churn: number;
}

interface Scarce {
  readonly promotions: number;
  readonly servers: number;
  readonly epochs: number;
  /** 0: placements are never given to another promotion. */
  readonly leaseEpochs: number;
}

export function scarcity(asked: Scarce, random: () => number): Scarcity {
  const seed = new TextEncoder().encode("scarcity");
  const network = randomNetwork(asked, random, { capFactor: 0.7 });
  const served = new Map<string, number>();
  const gaps = new Map<string, number>();
  let previous: readonly Placement[] = [];
  const sum = { moved: 0, placed: 0, longestGap: 0 };
  for (let epoch = 0; epoch < asked.epochs; epoch++) {
    const promotions: PromotionInput[] = network.promotions.map((each) => ({
      ...each,
      served: served.get(each.id) ?? 0,
      age: epoch,
    }));
    const options = { leaseEpochs: asked.leaseEpochs };
    const { placements } = allocate({ ...network, promotions, previous, seed, epoch, options });
    if (epoch > 0) sum.moved += newPairs(previous, placements);
    sum.placed += placements.length;
    const has = new Set<string>();
    for (const { promotionId } of placements) {
      served.set(promotionId, (served.get(promotionId) ?? 0) + 1);
      has.add(promotionId);
    }
    for (const { id } of promotions) {
      const gap = has.has(id) ? 0 : (gaps.get(id) ?? 0) + 1;
      gaps.set(id, gap);
      sum.longestGap = Math.max(sum.longestGap, gap);
    }
    previous = placements;
  }
  const shares = network.promotions.map(({ id, n }) => (served.get(id) ?? 0) / (n * asked.epochs));
  const booked = network.promotions.reduce((total, { n }) => total + n, 0) * asked.epochs;
  return {
    least: Math.min(...shares),
    most: Math.max(...shares),
    fair: sum.placed / booked,
    longestGap: sum.longestGap,
    churn: sum.moved / (sum.placed - previous.length),
  };
}
