import { describe, expect, test } from "vitest";
import { PACING_MODES, type PacerConfigInput, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, correctWin, setBudget, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { targetOf } from "#lib/pacing/plan-recipe.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { simulate } from "#lib/pacing/simulator/simulate.ts";
import { arrivals } from "#lib/pacing/simulator/traffic.ts";
import { stepPlay } from "#lib/pacing/step.ts";

const T = 600;
const even = buildPlan({ guard: 0 });
const config = (input: Partial<PacerConfigInput>) =>
  pacerConfig({ duration: T, brands: [{ budget: 100 }], userCap: 0, ...input });
const play = (t: number, u = 0.5) => ({ t, u, playerWins: 0 });
const momentsAt = (...lists: number[][]): Plan => ({
  ...even,
  moments: lists.map((list) => Float64Array.from(list)),
});

describe("moments", () => {
  const game = config({ mode: "moments", brands: [{ budget: 3 }] });

  test("the first play after a moment wins it, the next one waits for the next moment", () => {
    const state = startState(game);
    const plan = momentsAt([10, 20, 30]);
    const brands = [5, 12, 13, 31, 32, 33].map((t) => stepPlay(game, plan, state, play(t)).brand);
    expect(brands).toEqual([-1, 0, -1, 0, 0, -1]);
  });

  test("unclaimed moments go void after their life, and their coupons stay", () => {
    const state = startState({ ...game, momentLife: 5 });
    const plan = momentsAt([10, 20, 30]);
    const brands = [16, 24, 36].map(
      (t) => stepPlay({ ...game, momentLife: 5 }, plan, state, play(t)).brand,
    );
    expect(brands).toEqual([-1, 0, -1]);
    expect(state).toMatchObject({ W: [1], B: [3], shift: [2] });
  });

  test("weights choose between two moments that are due", () => {
    const two = config({
      mode: "moments",
      brands: [
        { budget: 1, weight: 1 },
        { budget: 1, weight: 3 },
      ],
    });
    const { shares, S } = stepPlay(two, momentsAt([1], [1]), startState(two), play(2));
    expect(shares).toEqual([0.25, 0.75]);
    expect(S).toBe(1);
  });

  test("a win taken back brings its moment back", () => {
    const state = startState(game);
    const plan = momentsAt([10, 20, 500]);
    stepPlay(game, plan, state, play(11));
    correctWin(state, 0);
    expect([12, 21, 22].map((t) => stepPlay(game, plan, state, play(t)).brand)).toEqual([0, 0, -1]);
  });

  test("a withdrawn brand has no moments any more", () => {
    const state = startState(game);
    setBudget(state, 0, 0);
    expect(stepPlay(game, momentsAt([1, 2, 3]), state, play(9)).S).toBe(0);
  });
});

describe("fixed odds", () => {
  test("are the same for every play while anything is left", () => {
    const game = config({
      mode: "odds",
      odds: 0.1,
      brands: [
        { budget: 5, weight: 1 },
        { budget: 50, weight: 4 },
      ],
    });
    const state = startState(game);
    const random = seeded(1);
    const chances = new Set<number>();
    for (let i = 0; i < 400; i++) {
      chances.add(stepPlay(game, even, state, play(i, random())).S);
      if (state.W[0] === 5) break;
    }
    expect([...chances].every((S) => Math.abs(S - 0.1) < 1e-12)).toBe(true);
    setBudget(state, 0, 0);
    setBudget(state, 1, 0);
    expect(stepPlay(game, even, state, play(500)).S).toBe(0);
  });

  test("hybrid: a due moment wins, otherwise the odds hold and leave the moments their coupons", () => {
    const game = config({ mode: "hybrid", odds: 0.5, brands: [{ budget: 3 }] });
    const state = startState(game);
    const plan = momentsAt([100, 200]);
    expect(stepPlay(game, plan, state, play(1, 0.4)).brand).toBe(0);
    // One coupon won by the odds; the two left belong to the moments.
    expect(stepPlay(game, plan, state, play(2, 0)).S).toBe(0);
    expect(stepPlay(game, plan, state, play(150, 0.9)).brand).toBe(0);
    expect(stepPlay(game, plan, state, play(151, 0)).S).toBe(0);
    expect(stepPlay(game, plan, state, play(250, 0.9)).brand).toBe(0);
  });
});

describe("slot", () => {
  test("follows the formula: remaining coupons over remaining slots, at most that many a slot", () => {
    const game = config({ mode: "slot", slotGranularity: 5, brands: [{ budget: 60 }] });
    const state = startState(game);
    // 600 s are left, 120 slots: half a coupon a slot.
    expect(stepPlay(game, even, state, play(0, 0.9)).S).toBeCloseTo(0.5, 12);
    expect(stepPlay(game, even, state, play(1, 0.1)).brand).toBe(0);
    expect(stepPlay(game, even, state, play(2, 0.1)).S).toBe(0);
    expect(stepPlay(game, even, state, play(5.001, 0.9)).S).toBeCloseTo(59 / 119, 12);
  });

  test("never falls below the least chance while the slot has a winner left", () => {
    const game = config({ mode: "slot", minP: 0.2, brands: [{ budget: 1 }] });
    expect(stepPlay(game, even, startState(game), play(0)).S).toBeCloseTo(0.2, 12);
  });

  test("gives one coupon a play, however few play", () => {
    const game = config({ mode: "slot", brands: [{ budget: 5000 }] });
    const { measures } = simulate({
      config: game,
      plan: even,
      times: arrivals("sparse", 300, T, seeded(2)),
      random: seeded(3),
    });
    expect(measures.couponsPerPlayMax).toBe(1);
    expect(measures.unsold).toBe(4700);
  });
});

describe.each(PACING_MODES)("mode %s", (mode) => {
  const brands = [
    { budget: 60, weight: 1 },
    { budget: 30, weight: 2 },
  ];
  const recipe = { moments: { kind: "stratified" } } as const;
  const planned = (input: Partial<PacerConfigInput>) => {
    const game = config({ mode, brands, recipe, odds: 0.02, ...input });
    const random = seeded(6);
    const moments = game.brands.map(({ budget }) =>
      Float64Array.from({ length: budget }, () => random() * T * 0.98).sort(),
    );
    return { game, plan: { ...targetOf(game), moments } };
  };

  test("a budget cut and raised while live is never oversold", () => {
    const { game, plan } = planned({});
    const state = startState(game);
    const random = seeded(7);
    for (const t of arrivals("constant", 4000, T, random)) {
      if (t > 200 && t < 201) setBudget(state, 0, 10);
      if (t > 400 && t < 401) setBudget(state, 0, 80);
      const before = copyState(state);
      const { brand } = stepPlay(game, plan, state, play(t, random()));
      if (brand >= 0) expect(before.W[brand] ?? 0).toBeLessThan(before.B[brand] ?? 0);
    }
    expect(state.W[1]).toBeGreaterThan(10);
  });

  test("everything that is left goes in the last minutes", () => {
    const { game, plan } = planned({ finale: 120, momentLife: 1 });
    const state = startState(game);
    const random = seeded(8);
    for (const t of arrivals("deadstart", 3000, T, random)) {
      stepPlay(game, plan, state, play(t, random()));
    }
    expect(state.W).toEqual([60, 30]);
  });

  test("no window has more winners than it may", () => {
    const { game, plan } = planned({
      windows: [
        { length: 10, max: 2 },
        { edges: [0, 100, 350], max: 40 },
      ],
    });
    const state = startState(game);
    const random = seeded(9);
    const wins = new Map<number, number>();
    for (const t of arrivals("constant", 4000, T, random)) {
      const { brand } = stepPlay(game, plan, state, play(t, random()));
      const slot = Math.floor(t / 10);
      if (brand >= 0) wins.set(slot, (wins.get(slot) ?? 0) + 1);
    }
    expect(Math.max(...wins.values())).toBeLessThanOrEqual(2);
    expect(wins.size).toBeGreaterThan(10);
  });

  test("outside opening hours nobody wins, nothing is counted, and the night is no gap", () => {
    const open = [
      { from: 0, to: 200 },
      { from: 400, to: 600 },
    ];
    const { game, plan } = planned({ open });
    const state = startState(game);
    const random = seeded(10);
    for (let t = 0; t < 200; t += 0.2) stepPlay(game, plan, state, play(t, random()));
    const before = copyState(state);
    expect(stepPlay(game, plan, state, play(300, 0))).toMatchObject({
      reason: "WINDOW",
      brand: -1,
    });
    expect(state).toEqual({ ...before, k: before.k + 1 });
    stepPlay(game, plan, state, play(400, 0.999));
    expect(state.gap).toBeCloseTo(before.gap, 1);
  });

  test("a pause is followed by no burst, and what is left fits the time that is left", () => {
    const { game, plan } = planned({});
    const state = startState(game);
    const random = seeded(11);
    let t = 0;
    for (; t < 300; t += 0.15) stepPlay(game, plan, state, play(t, random()));
    const before = copyState(state);
    const after = resumePacing({ config: game, plan }, { t, duration: T - 150 });
    resumeState(state, after);
    const won = () => (state.W[0] ?? 0) + (state.W[1] ?? 0);
    const atPause = won();
    for (; t < 330; t += 0.15) stepPlay(after.config, after.plan, state, play(t, random()));
    // Some 45 coupons over 150 seconds: nine in these thirty.
    expect(won() - atPause).toBeLessThan(30);
    for (; t < T - 150; t += 0.15) stepPlay(after.config, after.plan, state, play(t, random()));
    expect(stepPlay(after.config, after.plan, state, play(t + 1)).reason).toBe("WINDOW");
    expect(state.n).toBeGreaterThan(before.n);
    if (mode === "smooth" || mode === "moments") expect(90 - won()).toBeLessThanOrEqual(3);
  });
});
