// What `npm test` runs: two lanes side by side, each in order, because most steps keep one core of two busy. Every
// command is a script under Node, so that no shell and no PATH matters.
import path from "node:path";
import { countPlaywright, countVitest } from "./counts.mjs";

const MINUTE_MS = 60_000;
const bin = (...parts) => path.join("node_modules", ...parts);

function vitest(project, work) {
  const report = path.join(work, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return {
    commands: [[bin("vitest", "vitest.mjs"), "run", "--project", project, ...reporters]],
    report,
    count: countVitest,
  };
}

/**
 * The steps; `isFull` adds the long set and stretches the limits. One with `isBeside` belongs to the second lane; `after`
 * names what has to have ended before. Nothing runs beside the integration tests and the journeys, which watch clocks.
 */
export function stepTable({ work, isFull }) {
  const report = path.join(work, "e2e.json");
  const full = isFull ? { FROLIC_FULL: "1" } : {};
  const stretch = isFull ? 4 : 1;
  const check = (name, ...commands) => ({ name, commands, limitMs: 5 * MINUTE_MS });
  const beside = (step) => ({ ...step, isBeside: true });
  const next = bin("next", "dist", "bin", "next");
  return [
    check("types", [next, "typegen"], [bin("typescript", "bin", "tsc"), "--noEmit"]),
    beside(check("lint", [bin("@biomejs", "biome", "bin", "biome"), "ci", "--colors=off", "."])),
    beside(check("dead-code", [bin("knip", "bin", "knip.js")])),
    beside(check("floors", ["scripts/check-floors.mjs"])),
    beside(check("keys", ["scripts/check-keys.mjs"])),
    beside(check("drift", ["scripts/check-drift.mjs"])),
    // Both it and the types write what Next generates.
    beside({ ...check("build", ["scripts/build.mjs"]), needs: ["build"], after: ["types"] }),
    { name: "unit", ...vitest("unit", work), limitMs: 5 * MINUTE_MS * stretch, env: full },
    {
      name: "integration",
      ...vitest("int", work),
      limitMs: 8 * MINUTE_MS * stretch,
      env: full,
      needs: ["stores"],
      after: ["build"],
    },
    {
      name: "e2e",
      commands: [["scripts/e2e.mjs"]],
      report,
      count: countPlaywright,
      limitMs: 10 * MINUTE_MS * stretch,
      env: { ...full, FROLIC_E2E_REPORT: report },
      needs: ["build", "chromium"],
      after: ["build"],
    },
  ];
}
