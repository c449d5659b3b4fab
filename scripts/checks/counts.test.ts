import { expect, test } from "vitest";
import {
  addCounts,
  closingLine,
  countPlaywright,
  countStep,
  countVitest,
} from "#scripts/checks/counts.mjs";

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test("counts of several runners add up", () => {
  expect(addCounts(counts(1, 2, 3), counts(10, 20, 30))).toEqual(counts(11, 22, 33));
  expect(addCounts()).toEqual(counts(0, 0, 0));
});

test("the closing line has exactly the agreed form", () => {
  expect(closingLine(counts(12, 0, 3))).toBe("12 passed, 0 failed, 3 skipped");
});

test("a test file that did not load counts as a failure beside the failed tests", () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(countVitest(report)).toEqual(counts(4, 2, 3));
});

test("a flaky journey and an error outside any journey are failures", () => {
  const report = {
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: "no server" }],
  };
  expect(countPlaywright(report)).toEqual(counts(5, 3, 2));
});

test.each([
  ["a check that succeeded is one test", { code: 0, counts: undefined }, counts(1, 0, 0)],
  ["a check that failed is one failure", { code: 1, counts: undefined }, counts(0, 1, 0)],
  ["a runner's own counts are kept", { code: 1, counts: counts(3, 2, 1) }, counts(3, 2, 1)],
  ["a crashed runner is a failure", { code: 1, counts: counts(3, 0, 1) }, counts(3, 1, 1)],
])("%s", (_name, step, expected) => {
  expect(countStep(step)).toEqual(expected);
});
