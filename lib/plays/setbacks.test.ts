import { describe, expect, it } from "vitest";
import { Setbacks } from "#lib/plays/setbacks.ts";

const play = { gameId: "game", playId: "play" };

function atRest() {
  let nowMs = 0;
  const setbacks = new Setbacks({ now: () => nowMs, monotonicMs: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { setbacks, pass };
}

describe("setbacks", () => {
  it("blames a play only when its game went on without it", () => {
    const { setbacks } = atRest();
    expect(setbacks.isToBlame(play, setbacks.decidedOf("game"))).toBe(false);
    expect(setbacks.isToBlame(play, setbacks.decidedOf("game"))).toBe(false);
    setbacks.countDecided("another game", 5);
    expect(setbacks.isToBlame(play, setbacks.decidedOf("game"))).toBe(false);
    setbacks.countDecided("game", 1);
    expect(setbacks.isToBlame(play, setbacks.decidedOf("game"))).toBe(true);
    expect(setbacks.isToBlame(play, setbacks.decidedOf("game"))).toBe(false);
  });

  it("blames a play at its first failure when others of its batch were decided", () => {
    const { setbacks } = atRest();
    const before = setbacks.decidedOf("game");
    setbacks.countDecided("game", 63);
    expect(setbacks.isToBlame(play, before)).toBe(true);
  });

  it("rests a game longer each time, at most eight seconds, until it is decided again", () => {
    const { setbacks, pass } = atRest();
    for (const ms of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      setbacks.rest("game");
      pass(ms - 1);
      expect(setbacks.isResting("game")).toBe(true);
      pass(1);
      expect(setbacks.isResting("game")).toBe(false);
    }
    setbacks.countDecided("game", 1);
    setbacks.rest("game");
    pass(1_000);
    expect(setbacks.isResting("game")).toBe(false);
    expect(setbacks.isResting("another game")).toBe(false);
  });
});
