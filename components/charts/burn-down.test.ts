import { expect, test } from "vitest";
import { burnDownWords, planAt } from "#components/charts/burn-down.tsx";

const plan = [
  { atMs: 0, left: 1000 },
  { atMs: 100, left: 0 },
];

test("the plan between two points is a straight line and holds at both ends", () => {
  expect(planAt(plan, 50)).toBe(500);
  expect(planAt(plan, -10)).toBe(1000);
  expect(planAt(plan, 500)).toBe(0);
  expect(planAt([], 5)).toBeUndefined();
});

test("the picture says in words what it shows", () => {
  expect(burnDownWords({ atMs: 40, left: 412 }, 455.2, 1000)).toBe(
    "Coupons left: 412 of 1,000, plan for now 455",
  );
  expect(burnDownWords(undefined, undefined, 1000)).toBe(
    "Coupons left: 1,000, nothing given out yet",
  );
});
