import { expect, test } from "vitest";
import { toCsv } from "#lib/analytics/csv.ts";
import { fillHours } from "#lib/analytics/fill-hours.ts";
import { parsePeriod, periodOf } from "#lib/analytics/period.ts";

const hour = 3_600_000;

test("periods begin at midnight in the zone", () => {
  const now = Date.parse("2026-11-22T16:00:00Z");
  const from = (key: "day" | "7d" | "year") =>
    new Date(periodOf(key, now, "Europe/Berlin").fromMs).toISOString();
  expect(from("day")).toBe("2026-11-21T23:00:00.000Z");
  expect(from("7d")).toBe("2026-11-15T23:00:00.000Z");
  expect(from("year")).toBe("2025-12-31T23:00:00.000Z");
});

test("a week over the change of clocks still begins at midnight", () => {
  const now = Date.parse("2026-10-27T12:00:00Z");
  const { fromMs } = periodOf("7d", now, "Europe/Berlin");
  expect(new Date(fromMs).toISOString()).toBe("2026-10-20T22:00:00.000Z");
});

test("an unknown period in the address shows everything", () => {
  expect(parsePeriod("7d")).toBe("7d");
  expect(parsePeriod("nonsense")).toBe("all");
  expect(parsePeriod(undefined)).toBe("all");
  expect(periodOf("all", 5, "UTC").fromMs).toBe(0);
});

test("hours without plays are filled in, and sums stay", () => {
  const counts = [
    { atMs: 0, plays: 5, wins: 1 },
    { atMs: 3 * hour, plays: 2, wins: 0 },
  ];
  const { step, steps } = fillHours(counts, "UTC");
  expect(step).toBe("hour");
  expect(steps.map(({ plays }) => plays)).toEqual([5, 0, 0, 2]);
  expect(fillHours([], "UTC").steps).toEqual([]);
});

test("more than a week goes by day of the zone", () => {
  const counts = Array.from({ length: 200 }, (_, i) => ({ atMs: i * hour, plays: 1, wins: 1 }));
  const { step, steps } = fillHours(counts, "Europe/Berlin");
  expect(step).toBe("day");
  expect(steps.reduce((sum, day) => sum + day.plays, 0)).toBe(200);
  expect(steps[0]?.plays).toBe(23);
});

test("a cell that a spreadsheet would run is made inert, numbers stay numbers", () => {
  const dangerous = ["=1+1", "+1", "-1", "@x", "\tx", "\rx"];
  for (const cell of dangerous) {
    expect(toCsv(["h"], [[cell]]).replaceAll('"', "")).toContain(`\r\n'${cell}`);
  }
  expect(toCsv(["a", "b"], [['x, "y"', -3]])).toBe('a,b\r\n"x, ""y""",-3\r\n');
  expect(toCsv(["a"], [[null]])).toBe("a\r\n\r\n");
});
