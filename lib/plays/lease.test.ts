import { describe, expect, it } from "vitest";
import { leaseShare } from "#lib/plays/lease.ts";

describe("leaseShare", () => {
  it.each([
    [16, 1, 0, { take: 16, giveBack: 0 }],
    [16, 2, 16, { take: 0, giveBack: 8 }],
    [16, 3, 5, { take: 1, giveBack: 0 }],
    [16, 3, 6, { take: 0, giveBack: 0 }],
    [16, 0, 3, { take: 13, giveBack: 0 }],
  ])("of %i partitions and %i workers, one with %i", (count, live, mine, share) => {
    expect(leaseShare(count, live, mine)).toEqual(share);
  });

  it("leaves no partition without a holder, however many workers there are", () => {
    for (let live = 1; live <= 20; live++) {
      const { take } = leaseShare(16, live, 0);
      expect(take * live).toBeGreaterThanOrEqual(16);
    }
  });
});
