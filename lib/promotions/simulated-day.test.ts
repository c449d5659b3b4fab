import { expect, test } from "vitest";
import { type DaySetting, NetworkDay } from "#lib/testing/network-day.ts";

const slow = 120_000;
const day = (given: Partial<DaySetting>) =>
  new NetworkDay({ servers: 24, times: 1, seed: 9, outages: true, ...given }, () => 0).run();

test(
  "a day with outages carries what the forecast accepted, every exposure of it",
  () => {
    const report = day({});
    expect(report.outages).toBeGreaterThan(2);
    expect(report).toMatchObject({ broken: [], stated: 0, overCap: 0, tooSoon: 0 });
    expect(report.billed).toBe(report.booked);
    expect(report.booked).toBeGreaterThan(24 * 25);
  },
  slow,
);

test(
  "twice as many end with no less than was promised when they were booked",
  () => {
    const report = day({ times: 2 });
    expect(report.stated).toBeGreaterThan(0.4 * report.booked);
    expect(report).toMatchObject({ broken: [], overCap: 0, tooSoon: 0 });
    expect(report.billed).toBeGreaterThanOrEqual(report.booked - report.stated);
  },
  slow,
);

test(
  "control: taken as promised, twice as many are more than the posts can carry",
  () => {
    expect(day({ times: 2, unstated: true }).broken.length).toBeGreaterThan(50);
  },
  slow,
);
