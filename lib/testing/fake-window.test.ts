import { describe, expect, it } from "vitest";
import { createDepartures, createWindow } from "#lib/testing/fake-window.ts";

/** Ten a second. */
const tooMany = (arrivals: readonly number[], heldUpMs: number) => {
  const departures = createDepartures(10, 1_000);
  return arrivals.filter((atMs) => departures.isTooMany(atMs, heldUpMs)).length;
};
const each = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, n) => 5_000 + n * everyMs);

describe("who is to blame for a request beyond the limit", () => {
  it("nobody, when a stall bunched what left in time, though the platform refused some", () => {
    const left = each(60, 100);
    const arrived = left.map((at) => (at >= 7_000 && at < 7_500 ? 7_500 : at));
    const strict = createWindow(10, 1_000);
    expect(arrived.filter((at) => strict.take(at) > 0).length).toBeGreaterThan(0);
    expect(tooMany(arrived, 500)).toBe(0);
  });

  it("a sender that goes faster than the limit, however long the way", () => {
    expect(tooMany(each(100, 80), 500)).toBeGreaterThan(10);
    expect(tooMany(each(60, 0), 999)).toBe(50);
    expect(tooMany(each(60, 0), 1_000)).toBe(40);
  });

  it("a sender of one too many on a quiet machine", () => {
    expect(tooMany([...each(10, 0), 5_800], 100)).toBe(1);
    expect(tooMany([...each(10, 0), 5_950], 100)).toBe(0);
  });
});
