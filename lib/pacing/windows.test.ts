import { describe, expect, test } from "vitest";
import { dayEdges, hourEdges, openingsOf } from "#lib/pacing/calendar.ts";
import { activeAt, openSpans, pacedAt, pacedDuration } from "#lib/pacing/open-hours.ts";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { slotsOf, targetOf } from "#lib/pacing/plan-recipe.ts";
import { resumePacing } from "#lib/pacing/resume.ts";
import { pacerWindow, windowIndexAt, windowProblems } from "#lib/pacing/windows.ts";

const hour = 3600;
const day = 24 * hour;
const instant = (iso: string) => Date.parse(iso);

describe("limits per window", () => {
  const timing = { duration: day, open: [], budget: 100 };
  const hours = { label: "hour", length: hour };

  test.each([
    [
      [{ ...hours, min: 5 }],
      "At least 5 per hour over 24 hours takes 120 prizes; the game has 100.",
    ],
    [
      [{ ...hours, max: 4 }],
      "At most 4 per hour over 24 hours lets out 96 prizes; the game has 100.",
    ],
    [
      [
        { ...hours, min: 4 },
        { label: "day", edges: [0], max: 90, min: 0 },
      ],
      "At least 4 per hour makes 96 in one day, which may have 90 at most.",
    ],
    [
      [
        { ...hours, max: 20 },
        { label: "quarter", length: 6 * hour, max: 0, min: 121 },
      ],
      "At most 20 per hour makes 120 in one quarter, which needs 121 at least.",
    ],
  ])("that cannot be are refused in words: %j", (inputs, reason) => {
    expect(windowProblems(inputs.map(pacerWindow), timing)).toContain(reason);
  });

  test("that can be are not", () => {
    const windows = [
      { ...hours, min: 2, max: 8 },
      { label: "day", edges: [0], max: 100 },
    ];
    expect(windowProblems(windows.map(pacerWindow), timing)).toEqual([]);
  });

  test("count only windows in which the game is open", () => {
    const open = openSpans([{ from: 9 * hour, to: 17 * hour }], day);
    const windows = [pacerWindow({ ...hours, min: 12 })];
    expect(windowProblems(windows, { duration: day, open, budget: 100 })).toEqual([]);
    expect(windowProblems(windows, { duration: day, open, budget: 95 })).toHaveLength(1);
  });

  test("are out of range when nonsense", () => {
    for (const window of [{ length: -1 }, { edges: [5, 9] }, { length: 5, min: 3, max: 2 }, {}]) {
      expect(() => pacerWindow(window)).toThrow(RangeError);
    }
  });

  test("bend the plan: every hour gets its least, none more than its most", () => {
    const config = pacerConfig({
      duration: day,
      brands: [{ budget: 480 }],
      windows: [{ label: "hour", length: hour, min: 10, max: 30 }],
      recipe: {
        points: [
          { at: 0, rate: 0 },
          { at: 1, rate: 1 },
        ],
      },
    });
    const plan = targetOf(config);
    expect(slotsOf(config) % 24).toBe(0);
    const counts = Array.from(
      { length: 24 },
      (_, h) => 480 * (planAt(plan, (h + 1) / 24) - planAt(plan, h / 24)),
    );
    expect(Math.min(...counts)).toBeGreaterThan(10 - 1e-6);
    expect(Math.max(...counts)).toBeLessThan(30 + 1e-6);
    expect(counts[23]).toBeGreaterThan((counts[0] ?? 0) * 2);
  });
});

describe("hours and days of a time zone", () => {
  const berlin = {
    timeZone: "Europe/Berlin",
    // The clocks go back on 25 October 2026: that day has 25 hours.
    startsAtMs: instant("2026-10-24T10:00:00+02:00"),
    endsAtMs: instant("2026-10-27T10:00:00+01:00"),
  };

  test("a day in autumn has 25 hours, one in spring 23", () => {
    expect(dayEdges(berlin)).toEqual([0, 14 * hour, 39 * hour, 63 * hour]);
    const spring = {
      timeZone: "Europe/Berlin",
      startsAtMs: instant("2026-03-28T12:00:00+01:00"),
      endsAtMs: instant("2026-03-30T12:00:00+02:00"),
    };
    expect(dayEdges(spring)).toEqual([0, 12 * hour, 35 * hour]);
  });

  test("hours begin on the hour, also where the zone is off by a half", () => {
    const kolkata = {
      timeZone: "Asia/Kolkata",
      startsAtMs: instant("2026-06-01T09:15:00+05:30"),
      endsAtMs: instant("2026-06-01T11:30:00+05:30"),
    };
    expect(hourEdges(kolkata)).toEqual([0, 45 * 60, 105 * 60]);
  });

  test("openings keep to the clock on the wall over the change", () => {
    const nineToFive = { weekdays: [1, 7], fromMinute: 540, toMinute: 1020 };
    expect(openingsOf(berlin, [nineToFive])).toEqual([
      { from: 24 * hour, to: 32 * hour },
      { from: 48 * hour, to: 56 * hour },
    ]);
  });

  test("an opening past midnight reaches into the next day, and touching ones are one", () => {
    const game = {
      timeZone: "UTC",
      startsAtMs: instant("2026-06-01T00:00:00Z"),
      endsAtMs: instant("2026-06-03T00:00:00Z"),
    };
    const all = [1, 2, 3, 4, 5, 6, 7];
    const night = { weekdays: all, fromMinute: 1320, toMinute: 120 };
    const morning = { weekdays: all, fromMinute: 120, toMinute: 180 };
    expect(openingsOf(game, [night, morning])).toEqual([
      { from: 0, to: 3 * hour },
      { from: 22 * hour, to: 27 * hour },
      { from: 46 * hour, to: 48 * hour },
    ]);
  });
});

test("paced time stands still while the game is closed", () => {
  const open = openSpans(
    [
      { from: 10, to: 20 },
      { from: 50, to: 60 },
    ],
    100,
  );
  const game = { duration: 100, open };
  expect([0, 10, 15, 20, 40, 50, 55, 99].map((t) => pacedAt(game, t))).toEqual([
    0, 0, 5, 10, 10, 10, 15, 20,
  ]);
  expect([0, 5, 10, 15].map((paced) => activeAt(game, paced))).toEqual([10, 15, 50, 55]);
  expect(pacedDuration(game)).toBe(20);
  expect(() => openSpans([{ from: 5, to: 3 }], 100)).toThrow(RangeError);
});

test("a pause takes hours and openings with it and squeezes plan and moments into what is left", () => {
  const config = pacerConfig({
    duration: 1000,
    brands: [{ budget: 10 }],
    mode: "moments",
    open: [
      { from: 0, to: 400 },
      { from: 600, to: 1000 },
    ],
    windows: [{ label: "day", edges: [0, 500] }, { length: 50 }],
  });
  const moments = [Float64Array.from([50, 300, 500, 700])];
  const plan = { ...targetOf(config), moments };
  const after = resumePacing({ config, plan }, { t: 200, duration: 900 });
  expect(after.config.open).toEqual([
    { from: 0, to: 300, before: 0 },
    { from: 500, to: 900, before: 300 },
  ]);
  expect(after.config.windows.map(({ edges }) => edges)).toEqual([[0, 400], []]);
  expect(windowIndexAt(pacerWindow({ edges: [0, 400] }), 399)).toBe(0);
  // 600 paced seconds were left, 500 are.
  const squeezed = after.plan.moments?.[0] ?? [];
  expect(squeezed[0]).toBe(50);
  expect(squeezed[1]).toBeCloseTo(200 + (100 * 5) / 6, 9);
  expect(squeezed[3]).toBeCloseTo(200 + (500 * 5) / 6, 9);
  expect(planAt(after.plan, 200 / 700)).toBeCloseTo(0.25, 3);
});
