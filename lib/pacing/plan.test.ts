import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  buildPlan,
  type PlanShape,
  packPlan,
  planAt,
  resumePlan,
  unpackPlan,
} from "#lib/pacing/plan.ts";
import { InfeasiblePlanError } from "#lib/pacing/plan-bounds.ts";

const rises = (F: Float64Array) => Array.from(F.subarray(1), (value, j) => value - (F[j] ?? 0));

describe("a plan", () => {
  test("is even unless told otherwise, and ends at the secret finish", () => {
    const plan = buildPlan({ finish: 0.5 });
    expect(plan.J).toBe(1000);
    expect(plan.F[500]).toBeCloseTo(0.5 * 1.005, 12);
    expect(plan.tf).toBeCloseTo(1 / 1.005, 12);
    expect(buildPlan({ guard: 0 }).tf).toBeCloseTo(1, 12);
  });

  test("never falls, starts at 0, ends at 1 and reaches 1 at tf and not before", () => {
    const slots = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        slots,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(30),
        (base, finish, pool) => {
          fc.pre(base.some((value) => value > 0));
          const opening = { slots: 1 + pool, share: 0.02 };
          const plan = buildPlan({ J: base.length, base, finish, guard: 0.02, opening });
          expect(plan.F[0]).toBe(0);
          expect(plan.F[plan.J]).toBe(1);
          expect(rises(plan.F).every((rise) => rise >= 0)).toBe(true);
          expect(plan.tf).toBeGreaterThan(0);
          expect(plan.tf).toBeLessThanOrEqual(1);
          // The curve is cut inside the slot in which it reaches 1, so the grid point after tf holds it.
          expect(plan.F[Math.ceil(plan.tf * plan.J - 1e-9)]).toBe(1);
          expect(planAt(plan, plan.tf)).toBeGreaterThan(0.98 - 1e-9);
        },
      ),
    );
  });

  test("mixes drawn shape and past traffic by phi, 0.8 unless told otherwise", () => {
    const shape: PlanShape = { J: 2, base: [1, 1], traffic: [3, 1], guard: 0 };
    expect(buildPlan({ ...shape, phi: 1 }).F[1]).toBeCloseTo(0.75);
    expect(buildPlan({ ...shape, phi: 0 }).F[1]).toBeCloseTo(0.5);
    expect(buildPlan(shape).F[1]).toBeCloseTo(0.7);
    expect(buildPlan({ ...shape, traffic: [0, 0] }).F[1]).toBeCloseTo(0.5);
  });

  test("lays pools over its first and last slots", () => {
    const plan = buildPlan({ J: 100, guard: 0, opening: { slots: 5, share: 0.2 } });
    expect(plan.F[5]).toBeCloseTo(0.2 + 0.8 * 0.05);
    const closing = buildPlan({ J: 100, guard: 0, closing: { slots: 10, share: 0.5 } });
    expect(1 - (closing.F[90] ?? 0)).toBeCloseTo(0.5 + 0.5 * 0.1);
  });

  test("keeps soft minimum and maximum per slot", () => {
    const base = Array.from({ length: 60 }, (_, j) => (j < 6 ? 100 : 1));
    const plan = buildPlan({ J: 60, base, guard: 0, min: 8, max: 25, budget: 1000 });
    const coupons = rises(plan.F).map((rise) => rise * 1000);
    expect(Math.min(...coupons)).toBeGreaterThanOrEqual(8 - 1e-6);
    expect(Math.max(...coupons)).toBeLessThanOrEqual(25 + 1e-6);
    expect(coupons[0]).toBeCloseTo(25);
  });

  test.each([
    ["too little room", { J: 999, max: 1, budget: 1000 }],
    ["too much asked", { min: 2, budget: 1000 }],
    ["bounds that cross", { min: [...new Array(999).fill(0), 3], max: 2, budget: 1000 }],
  ])("refuses bounds that cannot hold the budget: %s", (_, bounds) => {
    expect(() => buildPlan(bounds)).toThrow(InfeasiblePlanError);
  });

  test("fills an empty slot up to its minimum and keeps exact bounds", () => {
    const plan = buildPlan({ J: 4, base: [1, 0, 0, 1], min: 1, max: 4, budget: 8, guard: 0 });
    expect(rises(plan.F).map((rise) => Math.round(rise * 8))).toEqual([3, 1, 1, 3]);
    const exact = buildPlan({ J: 4, base: [5, 1, 1, 1], min: 2, max: 2, budget: 8, guard: 0 });
    expect(rises(exact.F).map((rise) => Math.round(rise * 8))).toEqual([2, 2, 2, 2]);
  });

  test.each([
    [{ J: 0 }],
    [{ J: 2, base: [1] }],
    [{ J: 2, base: [0, 0] }],
    [{ J: 2, base: [1, -1] }],
    [{ J: 1, base: [Number.NaN] }],
  ])("refuses the shape %j", (shape) => {
    expect(() => buildPlan(shape)).toThrow(RangeError);
  });

  test("packs and unpacks to the same bits", () => {
    const plan = buildPlan({ J: 7, base: [1, 2, 3, 4, 5, 6, 7], finish: 0.3 });
    const bytes = packPlan(plan);
    expect(bytes.byteLength).toBe(64);
    expect(unpackPlan(bytes, plan.tf)).toEqual(plan);
    const within = new Uint8Array(70);
    within.set(bytes, 3);
    expect(unpackPlan(within.subarray(3, 67), plan.tf)).toEqual(plan);
    expect(() => unpackPlan(bytes.subarray(0, 9), 1)).toThrow(RangeError);
  });
});

describe("a plan after a pause", () => {
  const plan = buildPlan({
    J: 1000,
    base: Array.from({ length: 1000 }, (_, j) => 1 + j),
    finish: 0.4,
  });
  const [t, T, Tnew] = [1000, 3600, 3000];
  const resumed = resumePlan(plan, { t, T, Tnew });

  test("asks for the same share at the moment of the pause: no burst, no gap", () => {
    expect(planAt(resumed, t / Tnew)).toBeCloseTo(planAt(plan, t / T), 4);
    for (let s = 0; s < t; s += 50) {
      expect(Math.abs(planAt(resumed, s / Tnew) - planAt(plan, s / T))).toBeLessThan(1e-4);
    }
  });

  test("gives the rest out over what is left, and keeps the end", () => {
    expect(resumed.F[1000]).toBe(1);
    for (const part of [0.25, 0.5, 0.75, 0.9]) {
      const before = planAt(plan, (t + part * (T - t)) / T);
      expect(planAt(resumed, (t + part * (Tnew - t)) / Tnew)).toBeCloseTo(before, 4);
    }
    const finish = (plan.tf * T - t) / (T - t);
    expect((resumed.tf * Tnew - t) / (Tnew - t)).toBeCloseTo(finish, 9);
    expect(rises(resumed.F).every((rise) => rise >= 0)).toBe(true);
  });

  test("refuses a pause that leaves nothing", () => {
    expect(() => resumePlan(plan, { t: 3000, T, Tnew: 3000 })).toThrow(RangeError);
    expect(() => resumePlan(plan, { t: 3600, T, Tnew: 4000 })).toThrow(RangeError);
  });

  test("changes nothing when no time was lost", () => {
    const same = resumePlan(plan, { t, T, Tnew: T });
    expect(same.tf).toBeCloseTo(plan.tf, 12);
    expect(same.F.every((value, j) => Math.abs(value - (plan.F[j] ?? 0)) < 1e-12)).toBe(true);
  });
});
