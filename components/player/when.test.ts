import { describe, expect, it } from "vitest";
import { calendarFile } from "#components/player/calendar-file.ts";
import { groupCode } from "#components/player/group-code.ts";
import { countdown, dayIn, fullMoment, shortMoment } from "#components/player/when.ts";

const sunday = new Date("2026-11-22T21:00:00Z");

describe("times on the player page", () => {
  it("are said in the campaign's zone with the zone named", () => {
    const friday = new Date("2026-11-20T12:00:00Z");
    expect(shortMoment(sunday, "Europe/Berlin", friday)).toBe("Sun 22:00 (Berlin)");
    expect(shortMoment(sunday, "America/New_York", friday)).toBe("Sun 16:00 (New York)");
  });

  it("carry the date when a weekday would not be clear", () => {
    const longBefore = new Date("2026-10-01T12:00:00Z");
    expect(shortMoment(sunday, "Europe/Berlin", longBefore)).toBe("22 Nov 22:00 (Berlin)");
    expect(fullMoment(sunday, "Europe/Berlin")).toBe("Sun 22 Nov 2026, 22:00 (Berlin)");
  });

  it("say midnight as 00:00 of the day that begins", () => {
    const midnight = new Date("2026-11-22T23:00:00Z");
    expect(fullMoment(midnight, "Europe/Berlin")).toBe("Mon 23 Nov 2026, 00:00 (Berlin)");
    expect(dayIn(midnight, "Europe/Berlin")).not.toBe(dayIn(sunday, "Europe/Berlin"));
  });

  it.each([
    [187_500_000, "2 d 4 h"],
    [15_120_000, "4 h 12 min"],
    [725_000, "12 min 05 s"],
    [4_200, "5 s"],
    [-3, "0 s"],
  ])("counts %i ms down as %s", (ms, text) => {
    expect(countdown(ms)).toBe(text);
  });
});

describe("a calendar file", () => {
  it("has its moment in UTC, its text escaped and no line over 75 octets", () => {
    const title = `Free coffee; one, and one more: ${"ä".repeat(60)}`;
    const text = calendarFile({ uid: "a@b", title, at: sunday, url: "http://x/p/y", now: sunday });
    expect(text).toContain("DTSTART:20261122T210000Z\r\n");
    expect(text.replaceAll("\r\n ", "")).toContain("SUMMARY:Free coffee\\; one\\, and one more");
    for (const line of text.split("\r\n")) {
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    }
  });
});

describe("a code", () => {
  it("is grouped by four unless its issuer has grouped it", () => {
    expect(groupCode("ROAST7KQ2M4XD")).toBe("ROAS T7KQ 2M4X D");
    expect(groupCode("ROAST-7KQ2-M4XD")).toBe("ROAST-7KQ2-M4XD");
  });
});
