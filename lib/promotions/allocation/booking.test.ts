import { describe, expect, test } from "vitest";
import { type BookedPromotion, forecast } from "#lib/promotions/allocation/forecast.ts";
import { type UncappedServer, withPostCaps } from "#lib/promotions/allocation/post-caps.ts";
import { cooldownMs, lateAmong, mixCap, windowCap } from "#lib/promotions/allocation/posts.ts";
import { variantArms } from "#lib/promotions/allocation/variants.ts";
import { promoServerWeight, weightInWords } from "#lib/promotions/allocation/weight.ts";

const seed = new TextEncoder().encode("a seed for tests");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 0, 1);

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

describe("capacity in posts", () => {
  test("the pause grows in a line from 5 minutes to 60 at a batch of 50", () => {
    const pauses = [0, 10, 25, 50, 80].map((batch) => cooldownMs(batch) / minuteMs);
    expect(pauses).toEqual([5, 16, 32.5, 60, 60]);
    expect(cooldownMs(10, { least: 1, most: 11, atBatch: 20, margin: 0.5 })).toBe(9 * minuteMs);
  });

  test.each([
    [5 * minuteMs, 0],
    [6.1 * minuteMs, 1],
    [hourMs, 5],
    [dayMs, 33],
    [50 * hourMs, 50],
    [500 * hourMs, 50],
  ])("a window of %d ms carries a batch of %d", (window, batch) => {
    expect(windowCap(window)).toBe(batch);
    if (batch < 50) expect((batch + 1) * cooldownMs(batch + 1)).toBeGreaterThan(window);
    expect(batch * cooldownMs(batch)).toBeLessThanOrEqual(window + 1);
  });

  test("a few short windows do not make every batch small, many do", () => {
    const mix = (share: number) =>
      mixCap([
        { windowMs: hourMs, share },
        { windowMs: dayMs, share: 1 - share },
      ]);
    expect(mix(0.01)).toBe(33);
    expect(mix(0.5)).toBeLessThan(10);
    expect(mix(1)).toBe(windowCap(hourMs));
    expect(mixCap([], { batchMax: 7 })).toBe(7);
    expect(windowCap(dayMs, { fixedMs: 2 * hourMs })).toBe(12);
  });

  test("counts what comes late when the earliest end is posted first", () => {
    const ends = [1, 2, 3, 3, 3].map((hours) => now + hours * hourMs);
    expect(lateAmong(ends, now, hourMs)).toBe(2);
    expect(lateAmong(ends, now, hourMs / 2)).toBe(0);
    expect(lateAmong(ends, now, 4 * hourMs)).toBe(5);
  });

  test("a promo server's cap is that of what it may carry, below its own maximum", () => {
    const servers = [
      { id: "a", slot: 0, weight: 1, region: "EU" },
      { id: "b", slot: 1, weight: 1, region: "US" },
      { id: "c", slot: 2, weight: 1, region: "US", batchMax: 12 },
      { id: "d", slot: 3, weight: 1, region: "US", cooldownMs: 3 * hourMs },
    ];
    const promotions = [
      { n: 3, startsAt: now, endsAt: now + dayMs },
      { n: 9, startsAt: now, endsAt: now + hourMs, audience: { regions: ["EU"] } },
    ];
    const caps = withPostCaps(servers, promotions).map(({ cap }) => cap);
    expect(caps.slice(1)).toEqual([33, 12, 8]);
    expect(caps[0]).toBeLessThan(8);
  });
});

describe("the forecast of a booking", () => {
  const servers: UncappedServer[] = Array.from({ length: 6 }, (_, slot) => ({
    id: `s${slot}`,
    slot,
    weight: 1,
    region: slot < 4 ? "EU" : "US",
    language: "en",
    userCount: 100 * slot,
    platform: "discord",
    blockedCategories: slot === 0 ? ["casino"] : [],
  }));
  const window = { startsAt: now, endsAt: now + hourMs };
  const booked = (count: number, more: object = {}): BookedPromotion[] =>
    Array.from({ length: count }, (_, c) => ({ id: `p${c}`, n: 6, ...window, ...more }));
  const ask = (candidate: object, others: BookedPromotion[] = []) =>
    forecast({ servers, booked: others, candidate: { n: 2, ...window, ...candidate }, seed, now });

  test("says how many promo servers can carry it", () => {
    expect(ask({})).toMatchObject({ fits: true, inAudience: 6, carriers: 6, binding: null });
    // An hour carries 5: four are there on each of the six.
    expect(ask({}, booked(4))).toMatchObject({ fits: true, carriers: 6 });
  });

  test("names posts when the network is busy at any moment of the window", () => {
    const full = ask({}, booked(5));
    expect(full).toMatchObject({ fits: false, carriers: 0, binding: { constraint: "posts" } });
    expect(full.binding?.sentence).toBe(
      "Of the 6 promo servers that fit it, none has a post left before it ends; 2 are booked.",
    );
    const later = { startsAt: now + 30 * minuteMs, endsAt: now + 90 * minuteMs };
    const busy = ask({}, booked(5, later));
    expect(busy).toMatchObject({ fits: false, busiestAt: later.startsAt });
    const after = { startsAt: now + 2 * hourMs, endsAt: now + 3 * hourMs };
    expect(ask(after, booked(5, later)).fits).toBe(true);
  });

  test.each([
    [{ n: 5, audience: { regions: ["EU"] } }, "region", "Only 4 promo servers fit its region (EU)"],
    [{ audience: { languages: ["de"] } }, "language", "No promo server fits its language (de)"],
    [{ audience: { platforms: ["telegram"] } }, "platform", "its platform (telegram)"],
    [{ audience: { minUsers: 450 } }, "size", "its size (450 members or more)"],
    [
      { n: 6, audience: { category: "casino" } },
      "category",
      "Only 5 promo servers fit its category",
    ],
    [{ n: 7 }, "servers", "Only 6 promo servers can be posted to; 7 are booked."],
    [{ endsAt: now + 3 * minuteMs }, "window", "Its window is 3 minutes"],
  ])("names what binds: %j", (candidate, constraint, words) => {
    const { fits, binding } = ask(candidate);
    expect(fits).toBe(false);
    expect(binding?.constraint).toBe(constraint);
    expect(binding?.sentence).toContain(words);
  });
});

describe("the arms of variants", () => {
  const pairs = Array.from({ length: 11 }, (_, i) => ({ serverId: `s${i}`, weight: 1 + (i % 3) }));

  test("sizes differ by one at most and do not depend on the order of rows", () => {
    const input = { seed, promotionId: "p", arms: 4, pairs };
    const arms = variantArms(input);
    const sizes = [0, 1, 2, 3].map(
      (arm) => [...arms.values()].filter((each) => each === arm).length,
    );
    expect(sizes.sort()).toEqual([2, 3, 3, 3]);
    const reversed = variantArms({ ...input, pairs: [...pairs].reverse() });
    expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(arms));
  });

  test("kept pairs stay, new ones fill up the smaller arm", () => {
    const kept = pairs.slice(0, 6).map((pair, i) => ({ ...pair, arm: i < 4 ? 0 : 1 }));
    const fresh = pairs.slice(6, 8);
    const arms = variantArms({ seed, promotionId: "p", arms: 2, pairs: [...kept, ...fresh] });
    for (const { serverId, arm } of kept) expect(arms.get(serverId)).toBe(arm);
    for (const { serverId } of fresh) expect(arms.get(serverId)).toBe(1);
  });
});
