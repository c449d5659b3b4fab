import { describe, expect, it } from "vitest";
import { separatePlays } from "#lib/plays/separate-plays.ts";

const plays = Array.from({ length: 256 }, (_, index) => index);

/** Decides what holds no bad play; counts the attempts. */
function deciderOf(isBad: (play: number) => boolean) {
  const decided: number[] = [];
  let attempts = 0;
  return {
    decided,
    attempts: () => attempts,
    attempt: async (part: readonly number[]) => {
      attempts += 1;
      if (part.some(isBad)) throw new Error("cannot be decided");
      decided.push(...part);
    },
  };
}

describe("separating plays", () => {
  it("finds the one at fault and decides all others in their order", async () => {
    const decider = deciderOf((play) => play === 77);
    const { suspects, untried } = await separatePlays(plays, decider.attempt, () => true);
    expect(suspects.map(({ play }) => play)).toEqual([77]);
    expect(untried).toEqual([]);
    expect(decider.decided).toEqual(plays.filter((play) => play !== 77));
    expect(decider.attempts()).toBeLessThanOrEqual(16);
  });

  it("finds many at fault once anything was decided", async () => {
    const decider = deciderOf((play) => play % 40 === 39);
    const { suspects, untried } = await separatePlays(plays, decider.attempt, () => true);
    expect(suspects).toHaveLength(6);
    expect(untried).toEqual([]);
  });

  it("gives up after three lonely failures, and says what it did not try", async () => {
    const decider = deciderOf(() => true);
    const { suspects, untried } = await separatePlays(plays, decider.attempt, () => true);
    expect(suspects.map(({ play }) => play)).toEqual([0, 1, 2]);
    expect(untried).toEqual(plays.slice(3));
    expect(decider.attempts()).toBeLessThanOrEqual(12);
  });

  it("throws on what is no play's fault, at once", async () => {
    const decider = deciderOf(() => true);
    const parted = separatePlays(plays, decider.attempt, () => false);
    await expect(parted).rejects.toThrow("cannot be decided");
    expect(decider.attempts()).toBe(1);
  });

  it("tries a single play once more", async () => {
    const decider = deciderOf(() => false);
    const { suspects } = await separatePlays([9], decider.attempt, () => true);
    expect(suspects).toEqual([]);
    expect(decider.decided).toEqual([9]);
  });
});
