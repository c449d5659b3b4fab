// How much of the network's placements a promo server gets, by its size and activity, and why in words.

import { weightMax } from "#lib/promotions/allocation/sequence.ts";
import type { ActivityLevel } from "#lib/promotions/contract.ts";

export interface WeightFacts {
  readonly userCount?: number | null;
  readonly activityLevel?: ActivityLevel | null;
  readonly hasPromotionChannel?: boolean | null;
  /** Takes the place of the computed weight. */
  readonly manualWeight?: number | null;
}

interface Factor {
  readonly times: number;
  readonly words: string;
}

const weightMin = 0.001;

function sizeFactor(userCount: number): Factor | null {
  if (userCount > 500) return { times: 2, words: "for more than 500 members" };
  if (userCount > 200) return { times: 1.5, words: "for more than 200 members" };
  if (userCount > 100) return { times: 1.2, words: "for more than 100 members" };
  return null;
}

const activityFactors: Record<ActivityLevel, Factor> = {
  HIGH: { times: 1.5, words: "very active" },
  MEDIUM: { times: 1.2, words: "active" },
  LOW: { times: 0.8, words: "quiet" },
};

/** What a bot has not told counts neither for nor against it; only a channel that it says it lacks does. */
function factorsOf({ userCount, activityLevel, hasPromotionChannel }: WeightFacts): Factor[] {
  const size = sizeFactor(userCount ?? 0);
  const activity = activityLevel ? activityFactors[activityLevel] : null;
  const channel = { times: 0.1, words: "without a promotion channel" };
  return [size, activity, hasPromotionChannel === false ? channel : null].filter(
    (factor) => factor !== null,
  );
}

const clamped = (weight: number) => Math.min(Math.max(weight, weightMin), weightMax);

const isManual = (weight: number | null | undefined): weight is number =>
  typeof weight === "number" && weight > 0;

/** In (0, 4]. */
export function promoServerWeight(facts: WeightFacts): number {
  if (isManual(facts.manualWeight)) return clamped(facts.manualWeight);
  return clamped(factorsOf(facts).reduce((weight, { times }) => weight * times, 1));
}

/** "×2 for more than 500 members, ×1.5 very active". */
export function weightInWords(facts: WeightFacts): string {
  if (isManual(facts.manualWeight)) return `set by hand to ${clamped(facts.manualWeight)}`;
  const factors = factorsOf(facts);
  if (factors.length === 0) return "×1: nothing raises or lowers it";
  return factors.map(({ times, words }) => `×${times} ${words}`).join(", ");
}
