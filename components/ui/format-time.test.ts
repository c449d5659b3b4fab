import { expect, test } from "vitest";
import {
  formatClock,
  formatMoment,
  formatSpan,
  formatWindow,
  zoneName,
} from "#components/ui/format-time.ts";

const berlin = "Europe/Berlin";

test("a moment is read in the campaign's zone, not in the reader's", () => {
  expect(formatMoment("2026-11-20T17:00:00Z", berlin)).toBe("Fri 20 Nov 18:00");
  expect(formatMoment("2026-11-20T17:00:00Z", "Asia/Tokyo")).toBe("Sat 21 Nov 02:00");
  expect(formatClock("2026-11-20T23:00:00Z", berlin)).toBe("00:00:00");
});

test("a window inside one day says the date once", () => {
  expect(formatWindow("2026-11-20T17:00:00Z", "2026-11-20T21:00:00Z", berlin)).toBe(
    "Fri 20 Nov 18:00 – 22:00",
  );
  expect(formatWindow("2026-11-20T17:00:00Z", "2026-11-22T21:00:00Z", berlin)).toBe(
    "Fri 20 Nov 18:00 – Sun 22 Nov 22:00",
  );
});

test("a window over new year names both years", () => {
  expect(formatWindow("2026-12-31T17:00:00Z", "2027-01-01T17:00:00Z", berlin)).toBe(
    "Thu 31 Dec 2026 18:00 – Fri 1 Jan 2027 18:00",
  );
});

test("the zone carries the offset in force at that moment", () => {
  expect(zoneName(berlin, "2026-11-20T17:00:00Z")).toBe("Berlin (UTC+1)");
  expect(zoneName(berlin, "2026-07-20T17:00:00Z")).toBe("Berlin (UTC+2)");
  expect(zoneName("America/New_York", "2026-07-20T17:00:00Z")).toBe("New York (UTC-4)");
  expect(zoneName("UTC", "2026-07-20T17:00:00Z")).toBe("UTC");
});

test("spans grow from minutes to days", () => {
  expect(formatSpan(45 * 60_000)).toBe("45 min");
  expect(formatSpan(6 * 3_600_000)).toBe("6 h");
  expect(formatSpan(96 * 3_600_000)).toBe("4 days");
});
