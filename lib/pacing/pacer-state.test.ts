import { describe, expect, test } from "vitest";
import { leadOf, PACER_DEFAULTS, pacerConfig } from "#lib/pacing/pacer-config.ts";
import {
  correctWin,
  decodeState,
  encodeState,
  setBudget,
  startState,
} from "#lib/pacing/pacer-state.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import { runBatch } from "#lib/pacing/run-batch.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { stepPlay } from "#lib/pacing/step.ts";

const config = pacerConfig({
  duration: 3600,
  brands: [{ budget: 100 }, { budget: 9000 }],
  userCap: 0,
});
const plan = buildPlan({ finish: 0.5 });

function played(n: number) {
  const random = seeded(3);
  const state = startState(config);
  for (let i = 0; i < n; i++) {
    stepPlay(config, plan, state, { t: i * 0.7 + random() * 0.3, u: random(), playerWins: 0 });
  }
  return state;
}

describe("the settings", () => {
  test("take the documented defaults and a lead of 16 coupons or half a percent", () => {
    expect(config).toMatchObject({ ...PACER_DEFAULTS, userCap: 0 });
    expect(config.brands.map((brand) => brand.lead)).toEqual([16, 45]);
    expect(leadOf(3201)).toBe(17);
  });

  test.each([
    [{ duration: 0, brands: [{ budget: 1 }] }],
    [{ duration: 10, brands: [] }],
    [{ duration: 10, brands: [{ budget: 1.5 }] }],
    [{ duration: 10, brands: [{ budget: -1 }] }],
    [{ duration: 10, brands: [{ budget: 1, weight: 0 }] }],
    [{ duration: 10, brands: [{ budget: 1 }], pMax: 0 }],
    [{ duration: 10, brands: [{ budget: 1 }], pMax: 2 }],
    [{ duration: Number.POSITIVE_INFINITY, brands: [{ budget: 1 }] }],
  ])("refuse %j", (input) => {
    expect(() => pacerConfig(input)).toThrow(RangeError);
  });
});

describe("the state", () => {
  test("starts with the gap that the forecast or the prior win rate gives", () => {
    expect(startState(config).gap).toBe((3600 * 0.1) / 9100);
    expect(startState({ ...config, expectedPlays: 7200 }).gap).toBe(0.5);
    const empty = pacerConfig({ duration: 10, brands: [{ budget: 0 }] });
    expect(Number.isFinite(startState(empty).gap)).toBe(true);
  });

  test("survives JSON to the last bit, so a game goes on as if nothing had happened", () => {
    const state = played(2000);
    const copy = decodeState(JSON.parse(JSON.stringify(encodeState(state))));
    expect(copy).toEqual(state);
    const next = { t: 1500.123, u: 0.5, playerWins: 0 };
    expect(stepPlay(config, plan, copy, next)).toEqual(stepPlay(config, plan, state, next));
  });

  test.each([
    [null],
    [{}],
    [{ ...encodeState(startState(config)), v: 2 }],
    [{ ...encodeState(startState(config)), gap: null }],
    [{ ...encodeState(startState(config)), gap: "0.5" }],
    [{ ...encodeState(startState(config)), W: [1, null] }],
    [{ ...encodeState(startState(config)), W: [1] }],
  ])("is refused when damaged: %j", (json) => {
    expect(() => decodeState(json)).toThrow(TypeError);
  });

  test("a corrected win may be given out again; a corrected pool may not", () => {
    const state = played(3000);
    const before = state.W[0] ?? 0;
    correctWin(state, 0);
    expect(state.W[0]).toBe(before - 1);
    setBudget(state, 0, before - 1);
    for (let i = 0; i < 500; i++) {
      const step = stepPlay(config, plan, state, { t: 2200 + i, u: 0, playerWins: 0 });
      expect(step.shares[0]).toBe(0);
      expect(step.brand).not.toBe(0);
    }
    expect(() => correctWin(startState(config), 0)).toThrow(RangeError);
    expect(() => setBudget(state, 2, 5)).toThrow(RangeError);
  });

  test("a budget cut below the wins stops the brand and nothing else", () => {
    const state = played(3000);
    setBudget(state, 1, 0);
    const step = stepPlay(config, plan, state, { t: 2200, u: 0.999, playerWins: 0 });
    expect(step.shares[1]).toBe(0);
    expect(step.shares[0]).toBeGreaterThan(0);
  });
});

test("after a pause the game goes on at the pace it had, without a burst", () => {
  const [T, Tnew, t] = [3600, 2700, 1200];
  const game = pacerConfig({ duration: T, brands: [{ budget: 1000 }], userCap: 0 });
  const random = seeded(9);
  const state = startState(game);
  const winsOf = (settings: typeof game, shape: typeof plan, from: number, to: number) => {
    const plays = Array.from({ length: Math.round((to - from) * 10) }, (_, i) => ({
      playId: `${from}-${i}`,
      player: "p",
      t: from + i / 10,
      u: random(),
    }));
    const rows = runBatch(settings, shape, state, plays, new Map(), new Map());
    return rows.filter((row) => row.brand >= 0).length;
  };
  winsOf(game, plan, 0, t);
  const { config: shorter, plan: resumed } = resumePacing(
    { config: game, plan },
    { t, duration: Tnew },
  );
  resumeState(state, { config: shorter, plan: resumed });
  // 667 coupons over 1,500 s: some 27 a minute.
  expect(winsOf(shorter, resumed, t, t + 60)).toBeLessThan(27 + 35);
  winsOf(shorter, resumed, t + 60, Tnew - 300);
  const left = 1000 - (state.W[0] ?? 0);
  expect(left).toBeGreaterThan(100);
  expect(left).toBeLessThan(170);
  winsOf(shorter, resumed, Tnew - 300, Tnew);
  expect(state.W[0]).toBe(1000);
});
