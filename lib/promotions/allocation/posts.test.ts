import { describe, expect, test } from "vitest";
import { cooldownMs, mixCap, windowCap } from "#lib/promotions/allocation/posts.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

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
});
