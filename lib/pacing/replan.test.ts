import { expect, test } from "vitest";
import { PACING_MODES, type PacingMode, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { startState } from "#lib/pacing/pacer-state.ts";
import { planAt } from "#lib/pacing/plan.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";
import { changeIn, EmptyPlanError, replan } from "#lib/pacing/replan.ts";
import { resumeState } from "#lib/pacing/resume.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { arrivals } from "#lib/pacing/simulator/traffic.ts";
import { stepPlay } from "#lib/pacing/step.ts";

const duration = 1000;
const late = {
  points: [
    { at: 0, rate: 0 },
    { at: 1, rate: 1 },
  ],
};

function game(mode: PacingMode, budget = 400) {
  const config = pacerConfig({
    ...{ mode, duration, userCap: 0, odds: 0.05 },
    brands: [{ budget }, { budget: 50 }],
  });
  const random = seeded(3);
  return { config, plan: planOf(config, { finish: random(), draw: () => random() }) };
}

test("up to the edit the plan stays, after it the rest goes along the new curve", () => {
  const before = game("smooth");
  const { plan } = replan(
    before,
    { shape: late, budgets: [400, 50] },
    { t: 400, revision: 2, draw: () => 0.5 },
  );
  for (const at of [0.1, 0.25, 0.4]) {
    expect(planAt(plan, at)).toBeCloseTo(planAt(before.plan, at), 9);
  }
  const left = 1 - planAt(before.plan, 0.4);
  // Of the triangle's rest from 0.4 on, what lies before 0.7.
  const share = (0.7 ** 2 - 0.4 ** 2) / (1 - 0.4 ** 2);
  expect(planAt(plan, 0.7)).toBeCloseTo(planAt(before.plan, 0.4) + left * share, 2);
  expect(planAt(plan, 1)).toBe(1);
  for (let j = 1; j <= plan.J; j++) {
    expect(plan.F[j]).toBeGreaterThanOrEqual(plan.F[j - 1] ?? 0);
  }
});

test("a plan that gives nothing out any more is refused", () => {
  const early = {
    points: [
      { at: 0, rate: 1 },
      { at: 0.3, rate: 1 },
      { at: 0.3, rate: 0 },
      { at: 1, rate: 0 },
    ],
  };
  const edit = () =>
    replan(
      game("smooth"),
      { shape: early, budgets: [400, 50] },
      { t: 500, revision: 2, draw: () => 0.5 },
    );
  expect(edit).toThrow(EmptyPlanError);
});

test("the same edit makes the same revision, and the revision names its edit", () => {
  for (const mode of PACING_MODES) {
    const before = game(mode);
    const change = { shape: late, budgets: [500, 20] };
    const at = { t: 123.5, revision: 4, draw: (label: string) => (label.length % 7) / 7 };
    const after = replan(before, change, at);
    expect(changeIn(after.config)).toEqual(change);
    expect(replan(before, changeIn(after.config), at)).toEqual(after);
  }
});

test("moments that have come stay, the others move with the plan", () => {
  const before = game("moments");
  const { plan } = replan(
    before,
    { shape: late, budgets: [300, 50] },
    { t: 500, revision: 2, draw: () => 0.25 },
  );
  const [old = new Float64Array(), now = new Float64Array()] = [
    before.plan.moments?.[0],
    plan.moments?.[0],
  ];
  const past = old.filter((time) => time <= 500);
  expect([...now.slice(0, past.length)]).toEqual([...past]);
  expect(now.length).toBe(300);
  expect(now[past.length]).toBeGreaterThan(500);
});

test("through edits of plan and budget no mode oversells, and what was added goes too", () => {
  const broken: string[] = [];
  for (const mode of PACING_MODES) {
    for (let seed = 1; seed <= 4; seed++) {
      const random = seeded(seed);
      let { config, plan } = game(mode, 200);
      const state = startState(config);
      const edits = [200, 450, 700].map((t, i) => ({ t: t + 50 * random(), revision: i + 2 }));
      const budgets = [200 + Math.floor(200 * random()), 50];
      for (const t of arrivals("constant", 5000, duration, random)) {
        const edit = edits[0];
        if (edit && edit.t <= t) {
          edits.shift();
          const shape = edit.revision % 2 === 0 ? late : {};
          ({ config, plan } = replan(
            { config, plan },
            { shape, budgets },
            { ...edit, draw: random },
          ));
          state.B = [...budgets];
          resumeState(state, { config, plan });
        }
        stepPlay(config, plan, state, { t, u: random(), playerWins: 0 });
        if (state.W.some((won, b) => won > (state.B[b] ?? 0))) broken.push(`${mode} at ${t}`);
      }
      if (mode === "smooth" || mode === "moments") {
        expect(
          state.W.reduce((sum, won) => sum + won, 0),
          mode,
        ).toBeGreaterThanOrEqual((budgets[0] ?? 0) + 48);
      }
    }
  }
  expect(broken).toEqual([]);
});
