import { describe, expect, it } from "vitest";
import { type GameChoice, pickGame } from "#lib/plays/player-page-view.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const game = (state: GameChoice["state"], from: number, to: number) => ({
  state,
  startsAt: at(from),
  endsAt: at(to),
});

describe("the game an address without one opens", () => {
  it("is the live one that ends first", () => {
    const soon = game("live", 1, 10);
    expect(pickGame([game("live", 1, 20), soon, game("scheduled", 9, 12)], at(8))).toBe(soon);
  });

  it("goes by the clock where the scheduler is behind", () => {
    const begun = game("scheduled", 7, 12);
    expect(pickGame([game("live", 1, 6), begun], at(8))).toBe(begun);
  });

  it("is the next to start, then the last to have ended, when none is live", () => {
    const next = game("scheduled", 10, 12);
    const over = game("ended", 3, 5);
    expect(pickGame([over, game("scheduled", 20, 22), next], at(8))).toBe(next);
    expect(pickGame([game("ended", 1, 2), over], at(8))).toBe(over);
  });

  it("prefers a game that plays to a paused one, and is none where there is none", () => {
    const live = game("live", 1, 20);
    expect(pickGame([game("paused", 1, 9), live], at(8))).toBe(live);
    expect(pickGame([], at(8))).toBeUndefined();
  });
});
