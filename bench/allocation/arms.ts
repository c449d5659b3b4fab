// How evenly the variants of promotions are spread: the sizes of two arms, and how much more one of them weighs.

import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput, Placement } from "#lib/promotions/allocation/instance.ts";
import { type VariantPair, variantArms } from "#lib/promotions/allocation/variants.ts";

export interface Arms {
  /** How far any arm is from its exact size. */
  readonly worstSize: number;
  /** Mean of |weight of A - weight of B| / weight of both. */
  readonly imbalance: number;
  /** Kept pairs whose arm changed when a hundredth of the promo servers was lost. */
  readonly changed: number;
}

type Choose = (promotionId: string, pairs: readonly VariantPair[]) => Map<string, number>;

function pairsByPromotion({ servers }: AllocationInput, placements: readonly Placement[]) {
  const weightOf = new Map(servers.map(({ id, weight }) => [id, weight]));
  const pairs = new Map<string, VariantPair[]>();
  for (const { promotionId, serverId } of placements) {
    const list = pairs.get(promotionId) ?? [];
    list.push({ serverId, weight: weightOf.get(serverId) ?? 1 });
    pairs.set(promotionId, list);
  }
  return pairs;
}

function measure(pairs: ReadonlyMap<string, readonly VariantPair[]>, choose: Choose) {
  const armsOf = new Map<string, Map<string, number>>();
  let worstSize = 0;
  let imbalance = 0;
  let counted = 0;
  for (const [promotionId, list] of pairs) {
    const arms = choose(promotionId, list);
    armsOf.set(promotionId, arms);
    if (list.length < 2) continue;
    const weight = [0, 0];
    let first = 0;
    for (const each of list) {
      const arm = arms.get(each.serverId) ?? 0;
      weight[arm] = (weight[arm] ?? 0) + each.weight;
      if (arm === 0) first += 1;
    }
    const [a = 0, b = 0] = weight;
    worstSize = Math.max(worstSize, Math.abs(first - list.length / 2));
    imbalance += Math.abs(a - b) / (a + b);
    counted += 1;
  }
  return { worstSize, imbalance: imbalance / counted, armsOf };
}

export function coinFlips(input: AllocationInput, random: () => number): number {
  const pairs = pairsByPromotion(input, allocate(input).placements);
  const flip: Choose = (_, list) =>
    new Map(list.map(({ serverId }) => [serverId, Math.floor(random() * 2)]));
  return measure(pairs, flip).imbalance;
}

export function arms(input: AllocationInput): Arms {
  const { seed } = input;
  const built = allocate(input);
  const choose: Choose = (promotionId, pairs) => variantArms({ seed, promotionId, arms: 2, pairs });
  const before = measure(pairsByPromotion(input, built.placements), choose);
  const servers = input.servers.filter((_, index) => index % 100 !== 37);
  const repaired = allocate({ ...input, servers, previous: built.placements });
  const kept = pairsByPromotion(input, repaired.placements);
  for (const [promotionId, list] of kept) {
    const had = before.armsOf.get(promotionId);
    const withArms = list.map((pair) => {
      const arm = had?.get(pair.serverId);
      return arm === undefined ? pair : { ...pair, arm };
    });
    kept.set(promotionId, withArms);
  }
  const after = measure(kept, choose);
  let changed = 0;
  for (const [promotionId, list] of kept)
    for (const { serverId, arm } of list)
      if (arm !== undefined && after.armsOf.get(promotionId)?.get(serverId) !== arm) changed += 1;
  const worstSize = Math.max(before.worstSize, after.worstSize);
  return { worstSize, imbalance: before.imbalance, changed };
}
