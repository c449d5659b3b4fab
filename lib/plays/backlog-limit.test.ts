import { describe, expect, it } from "vitest";
import { backlogWaitS, nextDecideRate } from "#lib/plays/backlog-limit.ts";

describe("back-pressure", () => {
  it("takes eight seconds of work and then says when there is room again", () => {
    const rate = { perS: 1000 };
    expect(backlogWaitS(7_999, rate)).toBeUndefined();
    expect(backlogWaitS(8_000, rate)).toBe(1);
    expect(backlogWaitS(13_000, rate)).toBe(5);
    expect(backlogWaitS(1_000_000, rate)).toBe(30);
  });

  it("still takes a little when nothing is decided", () => {
    expect(backlogWaitS(1_999, { perS: 0 })).toBeUndefined();
    expect(backlogWaitS(2_000, { perS: 0 })).toBe(1);
  });

  it("learns the rate from busy spans and ignores idle ones", () => {
    const idle = { decided: 3, spanMs: 250, waitedThroughout: false };
    expect(nextDecideRate({ perS: 2000 }, idle).perS).toBe(2000);
    let rate = { perS: 2000 };
    for (let n = 0; n < 60; n++) {
      rate = nextDecideRate(rate, { decided: 125, spanMs: 250, waitedThroughout: true });
    }
    expect(rate.perS).toBeGreaterThan(490);
    expect(rate.perS).toBeLessThan(510);
    const burst = { decided: 2500, spanMs: 250, waitedThroughout: false };
    expect(nextDecideRate(rate, burst).perS).toBeGreaterThan(1000);
  });
});
