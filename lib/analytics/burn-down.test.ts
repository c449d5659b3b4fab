import { expect, test } from "vitest";
import {
  dueShare,
  forecastLeft,
  type GameSpan,
  paceRatio,
  runOut,
  sumSeries,
  timeGrid,
} from "#lib/analytics/burn-down.ts";
import { resumePlan } from "#lib/pacing/plan.ts";

const hour = 3_600_000;
/** Even spending over ten hours, all of it gone at the end. */
const even: GameSpan = {
  startsMs: 0,
  endsMs: 10 * hour,
  pauses: [],
  plan: { F: Float64Array.from({ length: 101 }, (_, j) => j / 100), J: 100, tf: 1 },
};
/** Nothing in the first half. */
const late: GameSpan = {
  ...even,
  plan: { F: Float64Array.from([0, 0, 1]), J: 2, tf: 1 },
};

test("the share due follows the plan, before, inside and after the window", () => {
  expect(dueShare(even, -hour, -hour)).toBe(0);
  expect(dueShare(even, 5 * hour, 5 * hour)).toBeCloseTo(0.5);
  expect(dueShare(even, 11 * hour, 11 * hour)).toBe(1);
  expect(dueShare(late, 4 * hour, 4 * hour)).toBe(0);
});

test("a pause stops the due share, what was due before stays, and the rest fits the remaining time", () => {
  // The plan after the resume: the old one up to three hours, its rest over what is left of the time played.
  const plan = resumePlan(even.plan, { t: 3 * hour, T: 10 * hour, Tnew: 8 * hour });
  const paused = { ...even, plan, pauses: [{ fromMs: 3 * hour, toMs: 5 * hour }] };
  expect(dueShare(paused, hour, 9 * hour)).toBeCloseTo(0.1, 2);
  expect(dueShare(paused, 3 * hour, 9 * hour)).toBeCloseTo(0.3, 2);
  expect(dueShare(paused, 4 * hour, 9 * hour)).toBeCloseTo(0.3, 2);
  expect(dueShare(paused, 5 * hour, 9 * hour)).toBeCloseTo(0.3, 2);
  expect(dueShare(paused, 7.5 * hour, 9 * hour)).toBeCloseTo(0.65, 2);
  expect(dueShare(paused, 10 * hour, 9 * hour)).toBeCloseTo(1);
});

test("in a pause that goes on the rest of the plan is drawn over the time that is left", () => {
  const paused = { ...even, pauses: [{ fromMs: 2 * hour, toMs: null }] };
  expect(dueShare(paused, hour, 6 * hour)).toBeCloseTo(0.1);
  expect(dueShare(paused, 6 * hour, 6 * hour)).toBeCloseTo(0.2);
  expect(dueShare(paused, 8 * hour, 6 * hour)).toBeCloseTo(0.6);
  expect(dueShare(paused, 10 * hour, 6 * hour)).toBeCloseTo(1);
});

test("at the plan's own pace the last coupon goes at the end, give or take a minute", () => {
  const at = runOut(even, 1000, { left: 500, ratio: 1 }, 5 * hour);
  expect(at).toBeGreaterThan(10 * hour - 60_000);
});

test("at twice the pace the coupons are gone in half the time that is left", () => {
  const at = runOut(even, 1000, { left: 500, ratio: 2 }, 5 * hour) ?? 0;
  expect(Math.abs(at - 7.5 * hour)).toBeLessThan(120_000);
});

test("at half the pace they never run out, and half of them stay", () => {
  expect(runOut(even, 1000, { left: 500, ratio: 0.5 }, 5 * hour)).toBeNull();
  expect(forecastLeft(even, 1000, { left: 500, ratio: 0.5 }, 10 * hour, 5 * hour)).toBeCloseTo(250);
});

test("a forecast stays flat while the plan has nothing due", () => {
  expect(forecastLeft(late, 100, { left: 100, ratio: 3 }, 4 * hour, hour)).toBe(100);
});

test("with little evidence the pace ratio stays near one", () => {
  expect(paceRatio(0, 0)).toBe(1);
  expect(paceRatio(3, 1)).toBeLessThan(1.2);
  expect(paceRatio(2000, 1000)).toBeGreaterThan(1.9);
});

test("series add up point by point", () => {
  const grid = timeGrid(0, 10, 2);
  const series = [1, 2].map((left) => grid.map((atMs) => ({ atMs, left })));
  expect(sumSeries(series)).toEqual([
    { atMs: 0, left: 3 },
    { atMs: 5, left: 3 },
    { atMs: 10, left: 3 },
  ]);
  expect(sumSeries([])).toEqual([]);
});
