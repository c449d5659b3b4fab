import { describe, expect, test } from "vitest";
import { promoServerWeight, weightInWords } from "#lib/promotions/allocation/weight.ts";

describe("the weight of a promo server", () => {
  test.each([
    [{}, 1, "×1: nothing raises or lowers it"],
    [{ userCount: 501 }, 2, "×2 for more than 500 members"],
    [{ userCount: 500 }, 1.5, "×1.5 for more than 200 members"],
    [{ userCount: 200 }, 1.2, "×1.2 for more than 100 members"],
    [{ userCount: 100 }, 1, "×1: nothing raises or lowers it"],
    [{ activityLevel: "LOW" as const }, 0.8, "×0.8 quiet"],
    [
      { userCount: 800, activityLevel: "HIGH" as const },
      3,
      "×2 for more than 500 members, ×1.5 very active",
    ],
    [
      { activityLevel: "MEDIUM" as const, hasPromotionChannel: false },
      0.12,
      "×1.2 active, ×0.1 without a promotion channel",
    ],
    [{ userCount: 800, manualWeight: 9 }, 4, "set by hand to 4"],
    [{ userCount: 800, manualWeight: 0 }, 2, "×2 for more than 500 members"],
  ])("%j is %d", (facts, weight, words) => {
    expect(promoServerWeight(facts)).toBeCloseTo(weight, 9);
    expect(weightInWords(facts)).toBe(words);
  });
});
