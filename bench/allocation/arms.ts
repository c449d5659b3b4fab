// How evenly the variants of promotions are spread: the sizes of two arms, and how much more one of them weighs.

import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationInput, Placement } from "#lib/promotions/allocation/instance.ts";
import { assignArms } from "#lib/promotions/arms.ts";

export interface Arms {
  /** How far any arm is from its exact size, also after a hundredth of the promo servers was lost. */
  readonly worstSize: number;
  /** Mean of |weight of A - weight of B| / weight of both. */
  readonly imbalance: number;
}

interface Pair {
  readonly serverId: string;
  readonly weight: number;
}

type ArmOf = ReadonlyMap<string, string>;
type Pairs = ReadonlyMap<string, readonly Pair[]>;
type Choose = (promotionId: string, pairs: readonly Pair[]) => ArmOf;

const variants = ["a", "b"];

function pairsByPromotion(
  { servers }: AllocationInput,
  placements: readonly Placement[],
): Map<string, Pair[]> {
  const weightOf = new Map(servers.map(({ id, weight }) => [id, weight]));
  const pairs = new Map<string, Pair[]>();
  for (const { promotionId, serverId } of placements) {
    const list = pairs.get(promotionId) ?? [];
    list.push({ serverId, weight: weightOf.get(serverId) ?? 1 });
    pairs.set(promotionId, list);
  }
  return pairs;
}

function measure(pairs: Pairs, choose: Choose) {
  const armsOf = new Map<string, ArmOf>();
  let worstSize = 0;
  let imbalance = 0;
  let counted = 0;
  for (const [promotionId, list] of pairs) {
    const arms = choose(promotionId, list);
    armsOf.set(promotionId, arms);
    if (list.length < 2) continue;
    const first = list.filter(({ serverId }) => arms.get(serverId) === "a");
    const weigh = (some: readonly Pair[]) => some.reduce((sum, { weight }) => sum + weight, 0);
    worstSize = Math.max(worstSize, Math.abs(first.length - list.length / 2));
    imbalance += Math.abs((2 * weigh(first)) / weigh(list) - 1);
    counted += 1;
  }
  return { worstSize, imbalance: imbalance / counted, armsOf };
}

export function coinFlips(input: AllocationInput, random: () => number): number {
  const pairs = pairsByPromotion(input, allocate(input).placements);
  const flip: Choose = (_, list) =>
    new Map(list.map(({ serverId }) => [serverId, random() < 0.5 ? "a" : "b"]));
  return measure(pairs, flip).imbalance;
}

export function arms(input: AllocationInput): Arms {
  const built = allocate(input);
  const before = measure(pairsByPromotion(input, built.placements), (promotionId, added) =>
    assignArms({ promotionId, variants, added, held: [] }),
  );
  const servers = input.servers.filter((_, index) => index % 100 !== 37);
  const repaired = allocate({ ...input, servers, previous: built.placements });
  const after = measure(pairsByPromotion(input, repaired.placements), (promotionId, list) => {
    const had = before.armsOf.get(promotionId) ?? new Map<string, string>();
    const kept = list.flatMap(({ serverId }): [string, string][] => {
      const arm = had.get(serverId);
      return arm === undefined ? [] : [[serverId, arm]];
    });
    const added = list.filter(({ serverId }) => !had.has(serverId));
    const held = kept.map(([, arm]) => arm);
    return new Map([...kept, ...assignArms({ promotionId, variants, added, held })]);
  });
  return {
    worstSize: Math.max(before.worstSize, after.worstSize),
    imbalance: before.imbalance,
  };
}
