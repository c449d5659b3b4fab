import { expect, test } from "vitest";
import { PACING_MODES, type PacingMode, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, encodeState, startState } from "#lib/pacing/pacer-state.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";
import { replan } from "#lib/pacing/replan.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import { replanDraws } from "#lib/plays/replan-draws.ts";
import { Replay } from "#lib/plays/replay.ts";

function edited(mode: PacingMode) {
  const random = seeded(5);
  const config = pacerConfig({ mode, duration: 1000, brands: [{ budget: 100 }, { budget: 30 }] });
  const plan = planOf(config, { finish: random(), draw: () => random() });
  const before = { revision: 1, config, plan };
  const draw = replanDraws({ sha256, hmac: hmacSha256 }, plan);
  const points = [
    { at: 0, rate: 1 },
    { at: 1, rate: 3 },
  ];
  const change = { shape: { points }, budgets: [120, 30] };
  const after = replan(before, change, { t: 250, revision: 2, draw });
  const state = encodeState(copyState(startState(config)));
  return { before, after, body: { epoch: 1, planRevision: 2, state, t: 250 } };
}

test.each(PACING_MODES)(
  "a replay of %s accepts the revision that follows, and no other",
  (mode) => {
    const { before, after, body } = edited(mode);
    const revise = (change: object, of: object = {}) =>
      new Replay(before).revise({ ...body, ...change }, { revision: 2, ...after, ...of });
    expect(revise({})).toBeUndefined();
    expect(revise({ epoch: 2 })).toMatch(/epoch 2 follows 0/);
    expect(revise({ planRevision: 3 })).toMatch(/not the next/);
    // Somebody moves the curve, the moments, the odds or the moment of the edit.
    const F = Float64Array.from(after.plan.F, (share, j) => (j === 700 ? share * 0.999 : share));
    expect(revise({}, { plan: { ...after.plan, F } })).toMatch(/does not follow/);
    const config = { ...after.config, odds: after.config.odds + 0.01 };
    expect(revise({}, { config })).toMatch(/more than the plan/);
    expect(revise({ t: 251 })).toMatch(/does not follow/);
    if (!after.plan.moments) return;
    const moments = after.plan.moments.map((list) => list.map((time) => time + 1e-9));
    expect(revise({}, { plan: { ...after.plan, moments } })).toMatch(/does not follow/);
  },
);
