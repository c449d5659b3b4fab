import { describe, expect, test } from "vitest";
import { parseMomentCsv } from "#lib/pacing/moment-csv.ts";
import { drawMoments, momentProblems, recipeProblems, redrawMoments } from "#lib/pacing/moments.ts";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { packPlan, unpackPlan } from "#lib/pacing/plan.ts";
import { planOf, targetOf } from "#lib/pacing/plan-recipe.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";

const T = 3600;
const game = pacerConfig({
  mode: "moments",
  duration: T,
  brands: [{ budget: 40 }, { budget: 20 }],
});

/** Stands in for the HMAC: the same number for the same label. */
function drawOf(label: string): number {
  let hash = 7;
  for (const letter of label) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return seeded(hash)();
}

describe("moments drawn", () => {
  const plan = targetOf(game);

  test("are the same from the same seed, rise and lie within the game", () => {
    for (const kind of ["uniform", "stratified"] as const) {
      const lists = drawMoments(game, plan, { kind }, drawOf);
      expect(lists).toEqual(drawMoments(game, plan, { kind }, drawOf));
      expect(lists.map((list) => list.length)).toEqual([40, 20]);
      for (const list of lists) {
        expect([...list].sort((a, b) => a - b)).toEqual([...list]);
        expect(Math.min(...list)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...list)).toBeLessThan(T);
      }
    }
  });

  test("stratified: one in each equal share of the time", () => {
    const [list] = drawMoments(game, plan, { kind: "stratified" }, drawOf);
    expect([...(list ?? [])].map((t) => Math.floor((t / T) * 40))).toEqual([...Array(40).keys()]);
  });

  test("by counts: so many in each stretch, brands in proportion", () => {
    const counts = [
      { from: 0, to: 600, count: 30 },
      { from: 3000, to: 3600, count: 30 },
    ];
    expect(recipeProblems(game, { kind: "counts", counts })).toEqual([]);
    const [a = [], b = []] = drawMoments(game, plan, { kind: "counts", counts }, drawOf);
    const early = (list: ArrayLike<number>) => Array.from(list).filter((t) => t < 600).length;
    expect([early(a), early(b)]).toEqual([20, 10]);
    expect([a.length, b.length]).toEqual([40, 20]);
  });

  test("beside odds they give out only their share of the coupons", () => {
    const hybrid = pacerConfig({ ...game, mode: "hybrid", recipe: { momentShare: 0.25 } });
    const { moments } = planOf(hybrid, { finish: 0, draw: drawOf });
    expect(moments?.map((list) => list.length)).toEqual([10, 5]);
  });

  test("after a change while live the past stays and the rest is drawn anew", () => {
    const before = drawMoments(game, plan, { kind: "stratified" }, drawOf);
    const change = { paced: 1800, budgets: [60, 12], revision: 2, draw: drawOf };
    const after = redrawMoments(before, game, plan, change);
    expect(after.map((list) => list.length)).toEqual([60, 12]);
    for (const [b, list] of after.entries()) {
      const past = (before[b] ?? new Float64Array()).filter((t) => t <= 1800);
      expect(list.slice(0, past.length)).toEqual(past);
      expect(list.slice(past.length).every((t) => t >= 1800 && t < T)).toBe(true);
      expect([...list].sort((x, y) => x - y)).toEqual([...list]);
    }
  });

  test("say which window they leave short or overfull", () => {
    const windows = [{ label: "hour", length: 600, min: 5, max: 12 }];
    const bounded = pacerConfig({ ...game, windows });
    const even = planOf(bounded, { finish: 0, draw: drawOf });
    expect(momentProblems(bounded, even.moments ?? [])).toEqual([]);
    const lumped = [Float64Array.from({ length: 60 }, (_, i) => i), new Float64Array()];
    expect(momentProblems(bounded, lumped)).toEqual([
      "60 moments fall into hour 1; at most 12 may win.",
    ]);
    expect(momentProblems(bounded, [Float64Array.from([1])])).toEqual([
      "Only 1 moments fall into hour 1; at least 5 are asked.",
    ]);
  });

  test("travel with the packed plan", () => {
    const drawn = planOf(game, { finish: 0.5, draw: drawOf });
    const back = unpackPlan(packPlan(drawn), drawn.tf);
    expect(back).toEqual(drawn);
    expect(() => unpackPlan(packPlan(drawn).slice(0, -8), drawn.tf)).toThrow(RangeError);
    const { F, J, tf } = drawn;
    expect(unpackPlan(packPlan({ F, J, tf }), tf)).toEqual({ F, J, tf });
  });
});

describe("a file of moments", () => {
  const starts = Date.parse("2026-11-20T18:00:00+01:00");
  const small = pacerConfig({ duration: 3600, brands: [{ budget: 2 }, { budget: 1 }] });

  test("may hold seconds or instants, with a heading, commas or semicolons", () => {
    const text = '\uFEFFtime;prize\r\n120;1\r\n"2026-11-20T18:01:00+01:00";1\r\n\r\n3599.5;2\r\n';
    expect(parseMomentCsv(text, small, starts)).toEqual({ ok: true, times: [[60, 120], [3599.5]] });
  });

  test("is refused with every bad line named", () => {
    const text = ["10,1", "soon,1", "20,3", "-5,1", "3600,2", "2026-11-20 18:00,1", ",2", "9"];
    expect(parseMomentCsv(text.join("\n"), small, starts)).toEqual({
      ok: false,
      faults: [
        { line: 2, reason: '"soon" is neither seconds from the start nor a time with its offset.' },
        { line: 3, reason: "There is no prize 3." },
        { line: 4, reason: '"-5" is neither seconds from the start nor a time with its offset.' },
        { line: 5, reason: "The moment lies after the end." },
        {
          line: 6,
          reason:
            '"2026-11-20 18:00" is neither seconds from the start nor a time with its offset.',
        },
        { line: 7, reason: "The time is missing." },
        { line: 8, reason: "The number of the prize is missing." },
      ],
    });
  });

  test("must hold one moment for each coupon, in opening hours", () => {
    expect(parseMomentCsv("10,1\n20,2", small, starts)).toEqual({
      ok: false,
      faults: [{ line: 0, reason: "Prize 1 has 1 moments for 2 coupons." }],
    });
    const closing = pacerConfig({ ...small, open: [{ from: 0, to: 60 }] });
    expect(parseMomentCsv("100,2", closing, starts)).toEqual({
      ok: false,
      faults: [{ line: 1, reason: "The game is closed at this moment." }],
    });
  });
});
