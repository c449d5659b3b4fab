import { describe, expect, it } from "vitest";
import {
  inZone,
  isTimeZone,
  moveToZone,
  resolveLocalTime,
  shiftWeeks,
  shortTime,
  wallTime,
} from "#lib/campaigns/zoned-time.ts";

describe("a wall time of a zone", () => {
  it.each([
    ["2026-11-20T18:00", "Europe/Berlin", "2026-11-20T18:00:00+01:00"],
    ["2026-07-01T00:00", "Europe/Berlin", "2026-07-01T00:00:00+02:00"],
    ["2026-07-01T12:30", "Asia/Kathmandu", "2026-07-01T12:30:00+05:45"],
    ["2026-01-15T08:00", "America/St_Johns", "2026-01-15T08:00:00-03:30"],
    ["2026-01-15T08:00", "UTC", "2026-01-15T08:00:00+00:00"],
    ["2026-03-29T01:59", "Europe/Berlin", "2026-03-29T01:59:00+01:00"],
    ["2026-03-29T03:00", "Europe/Berlin", "2026-03-29T03:00:00+02:00"],
  ])("%s in %s is one instant", (local, zone, iso) => {
    expect(resolveLocalTime(local, zone)).toEqual({ kind: "exact", iso });
    expect(wallTime(iso, zone)).toBe(local);
  });

  it.each([
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"],
    [
      "2026-03-08T02:00",
      "America/New_York",
      "2026-03-08T01:00:00-05:00",
      "2026-03-08T03:00:00-04:00",
    ],
    [
      "2026-10-04T02:15",
      "Australia/Lord_Howe",
      "2026-10-04T01:45:00+10:30",
      "2026-10-04T02:45:00+11:00",
    ],
  ])("%s does not exist in %s", (local, zone, before, after) => {
    expect(resolveLocalTime(local, zone)).toEqual({ kind: "gap", before, after });
  });

  it.each([
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"],
    [
      "2026-11-01T01:00",
      "America/New_York",
      "2026-11-01T01:00:00-04:00",
      "2026-11-01T01:00:00-05:00",
    ],
  ])("%s comes twice in %s", (local, zone, first, second) => {
    expect(resolveLocalTime(local, zone)).toEqual({ kind: "overlap", first, second });
    expect(Date.parse(second) - Date.parse(first)).toBe(3_600_000);
  });

  it.each([
    ["2026-02-30T10:00", "Europe/Berlin"],
    ["yesterday", "Europe/Berlin"],
    ["2026-11-20T18:00", "Europe/Atlantis"],
  ])("%s in %s is refused", (local, zone) => {
    expect(resolveLocalTime(local, zone)).toEqual({ kind: "invalid" });
  });
});

describe("instants and zones", () => {
  it("keep their instant when shown elsewhere", () => {
    const iso = "2026-11-20T18:00:00+01:00";
    expect(inZone(iso, "America/New_York")).toBe("2026-11-20T12:00:00-05:00");
  });

  it("keep their wall time when the campaign moves to another zone", () => {
    expect(moveToZone("2026-11-20T18:00:00+01:00", "Europe/Berlin", "Europe/Lisbon")).toBe(
      "2026-11-20T18:00:00+00:00",
    );
  });

  it("keep their wall time over the change of clocks", () => {
    expect(shiftWeeks("2026-10-20T18:00:00+02:00", "Europe/Berlin", 1)).toBe(
      "2026-10-27T18:00:00+01:00",
    );
  });

  it("read short in the zone", () => {
    expect(shortTime("2026-11-20T17:00:00Z", "Europe/Berlin")).toBe("Fri 20 Nov 18:00");
    expect(shortTime("2026-11-20T23:00:00Z", "Europe/Berlin")).toBe("Sat 21 Nov 00:00");
  });

  it("know which zones exist", () => {
    expect([isTimeZone("Europe/Berlin"), isTimeZone("Mars/Olympus"), isTimeZone("")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
