// A game that is changed while it runs: budgets added and withdrawn, wins corrected, pauses. The same
// invariants must hold on every side of a change.

import { expect, test, vi } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { correctWin, type PacerState, setBudget, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, planAt } from "#lib/pacing/plan.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { arrivals, PATTERNS } from "#lib/pacing/simulator/traffic.ts";
import { stepPlay } from "#lib/pacing/step.ts";

// Simulations are bound by the processor, which other test files share.
vi.setConfig({ testTimeout: 60_000 });

const T = 1000;

type Change = (state: PacerState) => void;

function changeOf(random: () => number, brands: number): Change {
  const brand = Math.floor(random() * brands);
  const part = random();
  const changes: Change[] = [
    (state) => setBudget(state, brand, (state.B[brand] ?? 0) + Math.floor(part * 100)),
    (state) => setBudget(state, brand, Math.floor((state.B[brand] ?? 0) * part)),
    (state) => {
      if ((state.W[brand] ?? 0) > 0) correctWin(state, brand);
    },
  ];
  return changes[Math.floor(random() * 3)] ?? (() => undefined);
}

/** Plays one random game with changes strewn in; returns what was broken. */
function brokenIn(seed: number): string[] {
  const random = seeded(seed);
  const brands = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
    budget: 1 + Math.floor(random() * 300),
  }));
  const config = pacerConfig({ duration: T, brands, userCap: 0 });
  const plan = buildPlan({ J: 200, finish: random() });
  const state = startState(config);
  const changes = Array.from({ length: 12 }, () => ({
    at: random() * T,
    change: changeOf(random, brands.length),
  })).sort((a, b) => a.at - b.at);
  const pattern = PATTERNS[seed % PATTERNS.length] ?? "constant";
  const broken: string[] = [];
  for (const t of arrivals(pattern, 2000, T, random)) {
    while ((changes[0]?.at ?? T) <= t) changes.shift()?.change(state);
    const step = stepPlay(config, plan, state, { t, u: random(), playerWins: 0 });
    if (!(step.S >= 0 && step.S <= 1)) broken.push(`S ${step.S}`);
    if (step.brand < 0) continue;
    const [B, W] = [state.B[step.brand] ?? 0, state.W[step.brand] ?? 0];
    const lead = config.brands[step.brand]?.lead ?? 0;
    if (W > B) broken.push(`oversold at ${t}`);
    if (W > B * planAt(plan, t / T) + 2 * lead + 1 + 1e-6) broken.push(`beyond the lead at ${t}`);
  }
  return broken;
}

test("budgets added, budgets withdrawn and wins corrected never oversell or break the lead bound", () => {
  for (let seed = 1; seed <= 150; seed++) {
    expect(brokenIn(seed), `game ${seed}`).toEqual([]);
  }
});

test("through any number of pauses the pacer keeps the lead bound of the plan then in force", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const budget = 50 + Math.floor(random() * 150);
    let duration = T;
    let config = pacerConfig({ duration, brands: [{ budget }], userCap: 0 });
    let plan = buildPlan({ J: 500, finish: random() });
    const state = startState(config);
    const lead = config.brands[0]?.lead ?? 0;
    let t = 0;
    while (t < duration) {
      const step = stepPlay(config, plan, state, { t, u: random(), playerWins: 0 });
      const W = state.W[0] ?? 0;
      if (step.brand >= 0) {
        expect(W).toBeLessThanOrEqual(budget * planAt(plan, t / duration) + 2 * lead + 1 + 1e-6);
        expect(W).toBeLessThanOrEqual(budget);
      }
      t += random() * 0.4;
      if (random() < 0.001 && duration - t > 100) {
        const shorter = duration - (duration - t) * random() * 0.5;
        ({ config, plan } = resumePacing({ config, plan }, { t, duration: shorter }));
        duration = shorter;
        resumeState(state, { config, plan });
      }
    }
    expect(budget - (state.W[0] ?? 0)).toBeLessThanOrEqual(2);
  }
});
