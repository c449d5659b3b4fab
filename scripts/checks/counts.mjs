// How many tests passed, failed and were skipped, over runners that each report in their own way.

export const NONE = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

export function addCounts(...all) {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    NONE,
  );
}

/** The closing line of a test run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Counts of a Vitest JSON report; a file that did not load counts as one failure. */
export function countVitest(report) {
  const broken = (report.testResults ?? []).filter(
    (file) =>
      file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + broken.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/** Counts of a Playwright JSON report; errors outside any test count as failures. */
export function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const outside = report.errors?.length ?? 0;
  return { passed: expected, failed: unexpected + flaky + outside, skipped };
}

/**
 * What a step that ended with this exit code counts for. A runner that failed without naming a
 * failed test, or left no report, has crashed: that is one failure.
 */
export function countStep({ code, counts }) {
  if (!counts) return code === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
}
