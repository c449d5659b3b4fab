import { describe, expect, it } from "vitest";
import { createRevealWheel } from "#workers/gateway/reveal-wheel.ts";

describe("reveal wheel", () => {
  it("gives nothing early and everything on time, in order", () => {
    const wheel = createRevealWheel<string>(0);
    wheel.add("b", 105);
    wheel.add("a", 50);
    wheel.add("c", 110);
    expect(wheel.take(49)).toEqual([]);
    expect(wheel.take(50)).toEqual(["a"]);
    expect(wheel.take(105)).toEqual([]);
    expect(wheel.take(110)).toEqual(["b", "c"]);
    expect(wheel.size).toBe(0);
  });

  it("takes what is already past with the next turn", () => {
    const wheel = createRevealWheel<string>(1_000);
    wheel.take(2_000);
    wheel.add("late", 500);
    expect(wheel.take(2_000)).toEqual([]);
    expect(wheel.take(2_010)).toEqual(["late"]);
  });

  it("survives a long stop of the process", () => {
    const wheel = createRevealWheel<number>(0);
    for (let n = 0; n < 100; n++) wheel.add(n, 100 * n);
    const all = wheel.take(3_600_000);
    expect(all).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(wheel.size).toBe(0);
  });
});
