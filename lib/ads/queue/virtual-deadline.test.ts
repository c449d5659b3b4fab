import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  queuePriority,
  queuePriorityMax,
  virtualDeadlineS,
} from "#lib/ads/queue/virtual-deadline.ts";

const baseS = 1_760_000_000;
const ad = fc.record({
  submittedAtMs: fc.integer({ min: baseS * 1_000, max: (baseS + 1_000_000) * 1_000 }),
  priority: fc.integer({ min: 1, max: 5 }),
});

describe("the place in the queue", () => {
  it("lets nobody overtake an ad who came as late as its priority allows", () => {
    fc.assert(
      fc.property(ad, ad, (first, second) => {
        const aheadS = (second.submittedAtMs - first.submittedAtMs) / 1_000;
        // In whole seconds: one is lost to rounding down.
        const bound = 60 * (first.priority - second.priority) + 1;
        if (aheadS < Math.max(bound, 1)) return;
        expect(queuePriority(second, baseS)).toBeGreaterThanOrEqual(queuePriority(first, baseS));
      }),
      { numRuns: 2_000 },
    );
  });

  it("overtakes a priority 5 only by ads less than 240 s younger", () => {
    const low = { submittedAtMs: baseS * 1_000, priority: 5 };
    const at = (seconds: number) => ({ submittedAtMs: (baseS + seconds) * 1_000, priority: 1 });
    expect(queuePriority(at(239), baseS)).toBeLessThan(queuePriority(low, baseS));
    expect(queuePriority(at(241), baseS)).toBeGreaterThan(queuePriority(low, baseS));
  });

  it("orders as the exact deadlines do, to the second", () => {
    fc.assert(
      fc.property(ad, ad, (one, two) => {
        const exact = virtualDeadlineS(one) - virtualDeadlineS(two);
        const kept = queuePriority(one, baseS) - queuePriority(two, baseS);
        if (Math.abs(exact) >= 1) expect(Math.sign(kept)).toBe(Math.sign(exact));
      }),
    );
  });

  it("stays within the room that the queue has, however old the base", () => {
    fc.assert(
      fc.property(ad, fc.integer({ min: 0, max: 2 * baseS }), (each, base) => {
        const priority = queuePriority(each, base);
        expect(priority).toBeGreaterThanOrEqual(1);
        expect(priority).toBeLessThanOrEqual(queuePriorityMax);
      }),
    );
  });
});
