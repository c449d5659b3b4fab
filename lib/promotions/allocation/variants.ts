// Which promo server shows which variant of a promotion: the arms are equally large and equally weighty, and a promo
// server keeps its arm as long as it carries the promotion.

import { fmix, sequenceKeys } from "#lib/promotions/allocation/sequence.ts";

export interface VariantPair {
  readonly serverId: string;
  readonly weight: number;
  /** The arm that it has, from 0; absent: it is new. */
  readonly arm?: number;
}

export interface VariantInput {
  readonly seed: Uint8Array;
  readonly promotionId: string;
  /** Number of variants. */
  readonly arms: number;
  readonly pairs: readonly VariantPair[];
}

/** The arms in the order in which a block takes them: a permutation by the promotion's hash. */
function orderOf(arms: number, key: number, block: number): number[] {
  const order = Array.from({ length: arms }, (_, arm) => arm);
  let state = fmix(key ^ block);
  for (let i = arms - 1; i > 0; i--) {
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    state = fmix(state + i);
  }
  return order;
}

/**
 * The arm of every promo server. New ones are taken in blocks of as many as there are arms, heaviest first, and each
 * block is spread over all arms: sizes differ by one at most, and weights within a block are alike. Kept ones stay,
 * and new ones go to the smallest arms.
 */
export function variantArms({ seed, promotionId, arms, pairs }: VariantInput): Map<string, number> {
  const [key = 0] = sequenceKeys(seed, [{ id: promotionId }]);
  const sizes = new Array<number>(arms).fill(0);
  const armOf = new Map<string, number>();
  const isKept = ({ arm }: VariantPair) => arm !== undefined && arm >= 0 && arm < arms;
  for (const pair of pairs.filter(isKept)) {
    armOf.set(pair.serverId, pair.arm ?? 0);
    sizes[pair.arm ?? 0] = (sizes[pair.arm ?? 0] ?? 0) + 1;
  }
  const fresh = pairs
    .filter((pair) => !isKept(pair))
    .sort((a, b) => b.weight - a.weight || (a.serverId < b.serverId ? -1 : 1));
  for (const [index, { serverId }] of fresh.entries()) {
    const order = orderOf(arms, key, Math.floor(index / arms));
    const arm = order.reduce((a, b) => ((sizes[b] ?? 0) < (sizes[a] ?? 0) ? b : a));
    armOf.set(serverId, arm);
    sizes[arm] = (sizes[arm] ?? 0) + 1;
  }
  return armOf;
}
