import fc from "fast-check";
import { expect, test } from "vitest";
import { isDistributed, rolloutPoint } from "#lib/promotions/rollout.ts";

test("a promo server is in or out whatever the hour, the process and the writing of its UUID", () => {
  expect(rolloutPoint("550e8400-e29b-41d4-a716-446655440000")).toBeCloseTo(
    rolloutPoint("550E8400-E29B-41D4-A716-446655440000"),
    12,
  );
  // Kept: another figure would move live promo servers from one way to the other.
  expect(rolloutPoint("550e8400-e29b-41d4-a716-446655440000")).toMatchInlineSnapshot(
    `58.94258834887296`,
  );
});

test("raising the percentage takes nobody out, 0 is nobody and 100 everybody", () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.uuid(), percent, percent, (uuid, a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(isDistributed(uuid, 0)).toBe(false);
      expect(isDistributed(uuid, 100)).toBe(true);
      if (isDistributed(uuid, low)) expect(isDistributed(uuid, high)).toBe(true);
    }),
  );
});

test("a percentage is that share of the promo servers", () => {
  const uuids = Array.from({ length: 20_000 }, (_, n) => {
    const hex = n.toString(16).padStart(12, "0");
    return `00000000-0000-4000-8000-${hex}`;
  });
  for (const percent of [10, 50, 90]) {
    const share = uuids.filter((uuid) => isDistributed(uuid, percent)).length / uuids.length;
    // Five standard deviations of a fair draw.
    const spread = 5 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / uuids.length);
    expect(Math.abs(share - percent / 100)).toBeLessThan(spread);
  }
});
