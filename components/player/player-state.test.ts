import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  initialState,
  type PlayerEvent,
  type PlayerState,
  phaseOf,
  playerReducer,
} from "#components/player/player-state.ts";
import type { GameView, PlayView } from "#lib/plays/contract.ts";

const A = "6f9d1c1e-0000-4000-8000-00000000000a";
const B = "6f9d1c1e-0000-4000-8000-00000000000b";

const live: GameView = {
  gameId: "6f9d1c1e-0000-4000-8000-000000000001",
  state: "live",
  startsAt: "2026-11-20T17:00:00Z",
  endsAt: "2026-11-22T21:00:00Z",
  opensAt: null,
  left: 412,
  total: 1000,
  lagS: 0,
};
const lose = (playId: string): PlayView => ({ playId, state: "LOSE", faces: [0, 1, 2] });
const win = (playId: string): PlayView => ({
  playId,
  state: "WIN",
  faces: [9, 9, 9],
  couponId: "1",
  prize: {
    id: A,
    name: "Beans",
    brand: "Corner Roastery",
    monogram: "CR",
    headline: "20% off any bag of beans",
    terms: "",
    howToRedeem: "",
    redeemUrl: "",
    expiresAt: null,
  },
});
const refusal = { code: "play_limit", sentence: "No more.", retryable: false, retryAfterS: 0 };

function run(events: PlayerEvent[], from: PlayerState = initialState(live, false)): PlayerState {
  return events.reduce(playerReducer, from);
}

describe("the life of a play", () => {
  it("goes from ready over pulled, accepted and known to won", () => {
    const steps: PlayerEvent[] = [
      { type: "pull", playId: A },
      { type: "accepted", playId: A },
      { type: "result", view: win(A) },
      { type: "landed", playId: A },
    ];
    const phases = steps.map((_, index) => phaseOf(run(steps.slice(0, index + 1))));
    expect(phases).toEqual(["pulled", "accepted", "known", "won"]);
  });

  it("is one play however often the button is clicked", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "pull", playId: B },
    ]);
    expect(state.play?.playId).toBe(A);
  });

  it("takes no pull while something is to be confirmed", () => {
    const gated = initialState(live, true);
    expect(phaseOf(gated)).toBe("gate");
    expect(run([{ type: "pull", playId: A }], gated).play).toBeNull();
    expect(phaseOf(run([{ type: "gate_passed" }], gated))).toBe("ready");
  });

  it("knows no result before the server has told one", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "landed", playId: A },
      { type: "result", view: { playId: A, state: "PENDING" } },
      { type: "result", view: lose(B) },
      { type: "late", playId: A },
      { type: "rest", playId: A },
    ]);
    expect(phaseOf(state)).toBe("resting");
    expect(state.play?.result).toBeNull();
  });

  it("shows a result that comes after the rest", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "accepted", playId: A },
      { type: "rest", playId: A },
      { type: "result", view: lose(A) },
    ]);
    expect(phaseOf(state)).toBe("known");
  });

  it("is not called late once the result is known", () => {
    const known = run([
      { type: "pull", playId: A },
      { type: "result", view: lose(A) },
    ]);
    expect(phaseOf(run([{ type: "late", playId: A }], known))).toBe("known");
  });

  it("cannot be refused after it was accepted", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "accepted", playId: A },
      { type: "refused", playId: A, refusal },
    ]);
    expect(phaseOf(state)).toBe("accepted");
  });

  it("says why a play was not taken, and is ready again when trying again helps", () => {
    const busy = { ...refusal, code: "backlog", retryable: true, retryAfterS: 3 };
    const limited = run([
      { type: "pull", playId: A },
      { type: "refused", playId: A, refusal },
    ]);
    expect(phaseOf(limited)).toBe("refused");
    expect(phaseOf(run([{ type: "retry_due" }], limited))).toBe("refused");
    const later = run([
      { type: "pull", playId: A },
      { type: "refused", playId: A, refusal: busy },
      { type: "retry_due" },
    ]);
    expect(phaseOf(later)).toBe("ready");
  });

  it("brings its result although the game was paused or ended meanwhile", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "accepted", playId: A },
      { type: "game", view: { ...live, state: "ended" } },
      { type: "result", view: win(A) },
      { type: "landed", playId: A },
    ]);
    expect(phaseOf(state)).toBe("won");
  });

  it("does not tell by the count of coupons what the reels have yet to show", () => {
    const pulled = run([
      { type: "pull", playId: A },
      { type: "game", view: { left: 411 } },
    ]);
    expect(pulled.game.left).toBe(412);
    const landed = run(
      [
        { type: "result", view: win(A) },
        { type: "landed", playId: A },
        { type: "game", view: { left: 411 } },
      ],
      pulled,
    );
    expect(landed.game.left).toBe(411);
  });

  it.each(["scheduled", "paused", "sold_out", "not_open", "ended"] as const)(
    "shows a %s game",
    (gameState) => {
      const state = initialState({ ...live, state: gameState }, true);
      expect(phaseOf(state)).toBe(gameState);
      expect(run([{ type: "pull", playId: A }], state).play).toBeNull();
    },
  );

  it("waits for the next opening when its hours ended before the pull came", () => {
    const state = run([
      { type: "pull", playId: A },
      { type: "refused", playId: A, refusal: { ...refusal, code: "not_open", retryable: false } },
    ]);
    expect(phaseOf(state)).toBe("not_open");
    expect(phaseOf(run([{ type: "game", view: { state: "live" } }], state))).toBe("ready");
  });

  it("never changes a final result, whatever follows", () => {
    const anyEvent: fc.Arbitrary<PlayerEvent> = fc.oneof(
      fc.constantFrom<PlayerEvent>(
        { type: "result", view: win(A) },
        { type: "result", view: lose(A) },
        { type: "result", view: { playId: A, state: "PENDING" } },
        { type: "refused", playId: A, refusal },
        { type: "forgotten", playId: A },
        { type: "accepted", playId: A },
        { type: "late", playId: A },
        { type: "rest", playId: A },
        { type: "landed", playId: A },
        { type: "pull", playId: B },
        { type: "resume", playId: B, accepted: true },
        { type: "connection", online: false },
        { type: "game", view: { ...live, state: "ended" } },
      ),
    );
    const known = run([
      { type: "pull", playId: A },
      { type: "result", view: lose(A) },
    ]);
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        expect(run(events, known).play?.result).toEqual(lose(A));
      }),
    );
  });
});
