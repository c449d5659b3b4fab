// What went wrong once with pacers of this kind, each as a case of its own. (The digits of Redis's Lua and
// the refill rules of other modules are tested where they live.)

import { expect, test, vi } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan, planAt } from "#lib/pacing/plan.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { simulate } from "#lib/pacing/simulator/simulate.ts";
import { arrivals } from "#lib/pacing/simulator/traffic.ts";
import { stepPlay } from "#lib/pacing/step.ts";

// Simulations are bound by the processor, which other test files share.
vi.setConfig({ testTimeout: 60_000 });

const DURATION = 3600;
const one = (budget: number, more: object = {}) =>
  pacerConfig({ duration: DURATION, brands: [{ budget }], userCap: 0, ...more });

test("trap 1: many plays with one timestamp do not collapse the gap estimate", () => {
  const config = one(1000);
  const plan = buildPlan();
  const state = startState(config);
  // A hundred plays a second on a clock of whole seconds.
  for (let i = 0; i < 60_000; i++) {
    stepPlay(config, plan, state, { t: Math.floor(i / 100), u: 0.999_999, playerWins: 0 });
  }
  expect(state.gap).toBeGreaterThan(0.009);
  expect(state.gap).toBeLessThan(0.011);
});

test("trap 1: the plan is followed alike on clocks from a millisecond to five seconds", () => {
  for (const quantum of [0, 0.001, 0.1, 1, 5]) {
    const random = seeded(5);
    const exact = arrivals("constant", 50_000, DURATION, random);
    const times = exact.map((t) =>
      quantum > 0 ? Math.min(DURATION - 1e-6, Math.ceil(t / quantum) * quantum) : t,
    );
    const { measures } = simulate({
      config: one(1000),
      plan: buildPlan({ finish: 0.5 }),
      times,
      random,
    });
    expect(measures.ks).toBeLessThanOrEqual(0.03);
    expect(measures.unsold).toBe(0);
  }
});

/** A plan that saves nearly all for the last twentieth. */
const LATE = Array.from({ length: 1000 }, (_, j) => (j >= 950 ? 80 : 1));

test("trap 2: the secret finish lies in budget space, so a late surge keeps its plan", () => {
  const target = buildPlan({ base: LATE, guard: 0 });
  const run = (plan: Plan) => {
    const random = seeded(8);
    const times = arrivals("late", 50_000, DURATION, random);
    return simulate({ config: one(1000), plan, target, times, random }).measures.ks;
  };
  expect(run(buildPlan({ base: LATE, finish: 1 }))).toBeLessThanOrEqual(0.03);
  // The same 1 % taken off the time instead: the whole curve ends earlier and the surge is missed.
  const F = Float64Array.from({ length: 1001 }, (_, j) => planAt(target, (j / 1000) * 1.01));
  expect(run({ F, J: 1000, tf: 1 / 1.01 })).toBeGreaterThan(0.1);
});

test("trap 3: a burst is expected to end, so on and off traffic keeps to the plan", () => {
  const run = (tauB: number) => {
    let ks = 0;
    for (const seed of [1, 2, 3, 4]) {
      const random = seeded(seed);
      const times = arrivals("onoff", 50_000, DURATION, random);
      const plan = buildPlan({ finish: random() });
      const { measures, state } = simulate({ config: one(100, { tauB }), plan, times, random });
      ks += measures.ks / 4;
      // What it was told about bursts gives way to the 36 seconds that it saw.
      expect(state.runOn).toBeGreaterThan(30);
      expect(state.runOn).toBeLessThan(37);
    }
    return ks;
  };
  expect(run(0.005)).toBeLessThanOrEqual(0.16);
  expect(run(10)).toBeLessThanOrEqual(0.16);
});

test("bursts of two seconds a minute are given their share", () => {
  const random = seeded(4);
  const times = Float64Array.from(
    { length: 50_000 },
    () => Math.floor(random() * 60) * 60 + 2 * random(),
  ).sort();
  const { measures, bucket } = simulate({
    config: one(1000),
    plan: buildPlan({ finish: 0.5 }),
    times,
    random,
  });
  expect(measures.ks - bucket.ks).toBeLessThanOrEqual(0.04);
  expect(measures.unsold - bucket.unsold).toBeLessThanOrEqual(12);
});

test("the only prize of a game does not go to the first plays", () => {
  let early = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const times = arrivals("constant", 5000, DURATION, random);
    const plan = buildPlan({ finish: random() });
    const { brands } = simulate({ config: one(1), plan, times, random });
    if (brands.indexOf(0) < 500) early += 1;
  }
  // A tenth of the plays; with the prior of a game for ten plays most of them won there.
  expect(early).toBeLessThanOrEqual(20);
});

test("trap 4: the silence before the first play is no gap", () => {
  const config = one(1000);
  const plan = buildPlan();
  const state = startState(config);
  const before = state.gap;
  const first = stepPlay(config, plan, state, { t: DURATION / 2, u: 1 - 1e-9, playerWins: 0 });
  expect(state.gap).toBe(before);
  const odds: number[] = [first.S];
  for (let i = 1; i < 2000; i++) {
    const t = DURATION / 2 + i * 0.036;
    odds.push(stepPlay(config, plan, state, { t, u: 1 - 1e-9, playerWins: 0 }).S);
  }
  const settled = odds.slice(1000).reduce((a, b) => a + b, 0) / 1000;
  expect(Math.max(...odds.slice(0, 20)) / settled).toBeLessThan(10);
});

test("trap 9: a step of the plan inside the look-ahead stays within the lead bound", () => {
  const base = Array.from({ length: 1000 }, (_, j) => (j >= 500 && j < 505 ? 1000 : 0.01));
  const plan = buildPlan({ base, finish: 0.3 });
  const config = one(2000);
  const lead = config.brands[0]?.lead ?? 0;
  for (const seed of [1, 2, 3]) {
    const random = seeded(seed);
    const state = startState(config);
    let beyond = Number.NEGATIVE_INFINITY;
    for (const t of arrivals("midspike", 50_000, DURATION, random)) {
      const { brand } = stepPlay(config, plan, state, { t, u: random(), playerWins: 0 });
      if (brand < 0) continue;
      const due = 2000 * planAt(plan, t / DURATION);
      beyond = Math.max(beyond, (state.W[0] ?? 0) - due - 2 * lead - 1);
    }
    expect(beyond).toBeLessThanOrEqual(1e-6);
    expect(state.W[0]).toBeGreaterThan(1900);
  }
});
