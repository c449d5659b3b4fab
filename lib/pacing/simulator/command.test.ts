import { describe, expect, test } from "vitest";
import { runCommand } from "#lib/pacing/simulator/command.ts";
import { seriesOf } from "#lib/pacing/simulator/series.ts";
import {
  SIMULATED_MODES,
  type SimulationReport,
  simulateSeeds,
} from "#lib/pacing/simulator/simulate-many.ts";

const trace = (input: object) =>
  JSON.stringify({ durationS: 100, budget: 3, arrivals: [20, 40, 60, 80, 99.5], ...input });

function run(args: string, files: Record<string, string> = {}) {
  return runCommand(args.split(" "), (path) => {
    const text = files[path];
    if (text === undefined) throw new Error("no such file");
    return text;
  });
}

const reportOf = (args: string, files?: Record<string, string>): SimulationReport =>
  JSON.parse(run(args, files).out.split("\n").at(-1) ?? "");

describe("the simulator's command", () => {
  test.each(SIMULATED_MODES)("runs mode %s and prints one line of figures", (mode) => {
    const { code, out, err } = run(`--mode ${mode} --budget 50 --plays 500 --seeds 2 --json`);
    expect({ code, err, lines: out.split("\n").length }).toEqual({ code: 0, err: "", lines: 1 });
    const report: SimulationReport = JSON.parse(out);
    const names =
      "ks unsold worstWindow fairness leadMax advL surePct exhaustedAt couponsPerPlayMax";
    for (const name of names.split(" ")) {
      expect(report).toHaveProperty(name);
      expect(report.max).toHaveProperty(name);
      expect(report.bucket).toHaveProperty(name);
    }
    expect(report.couponsPerPlayMax).toBe(1);
  });

  test("is the same every time, and the worst seed is no better than the mean", () => {
    const args = "--pattern onoff --budget 100 --plays 2000 --seeds 3 --json";
    expect(run(args)).toEqual(run(args));
    const report = reportOf(args);
    expect(report.max.ks ?? 0).toBeGreaterThanOrEqual(report.ks ?? 1);
  });

  test("shows why the first formula was repaired: several coupons a play, or gone at once", () => {
    const sparse = reportOf("--mode seed-literal --pattern sparse --plays 300 --seeds 2 --json");
    expect(sparse.couponsPerPlayMax ?? 0).toBeGreaterThan(20);
    const flash = reportOf("--mode seed-literal --pattern flash --seeds 1 --json");
    expect(flash.exhaustedAt ?? 1).toBeLessThan(0.02);
  });

  test("replays a file, with the cap per player when it says who played", () => {
    const files = {
      "a.json": trace({}),
      "b.json": trace({ players: ["x", "x", "x", "x", 7] }),
      "c.json": trace({ budget: 3, brands: [{ budget: 1, weight: 2 }, { budget: 2 }] }),
    };
    expect(reportOf("--trace a.json --json", files).bucket.unsold).toBe(0);
    expect(reportOf("--trace b.json --json", files).bucket.unsold).toBe(1);
    expect(run("--trace c.json --json", files).code).toBe(0);
    expect(run("--pattern flash --past a.json --phi 1 --plays 500 --seeds 1", files).code).toBe(0);
  });

  test.each([
    ["--trace none.json", "none.json cannot be read."],
    ["--trace bad.json", "bad.json: the file is not JSON."],
    ["--trace empty.json", "empty.json: arrivals is empty."],
    ["--trace nan.json", "nan.json: arrivals[1] is not a number."],
    ["--trace negative.json", "negative.json: arrivals[0] is negative."],
    ["--trace unsorted.json", "unsorted.json: arrivals[1] is earlier than the one before it."],
    ["--trace late.json", "late.json: arrivals[0] lies after durationS."],
    ["--trace players.json", "players.json: players holds 1 ids for 5 arrivals."],
    ["--trace huge.json", "huge.json: budget is more than 5000000."],
    ["--trace brands.json", "brands.json: budget is 3, but the brands hold 4."],
    ["--trace zero.json", "zero.json: durationS must be greater than 0."],
    ["--mode fast", `--mode must be one of ${SIMULATED_MODES.join(", ")}, not "fast".`],
    ["--plays many", '--plays must be a whole number from 1 to 5000000, not "many".'],
    ["--budget -3", '--budget must be a whole number from 1 to 5000000, not "-3".'],
    ["--seeds", "--seeds needs a value."],
    ["--nonsense 3", 'unknown argument "--nonsense". --help lists them.'],
  ])("refuses %s in one line", (args, reason) => {
    const files = {
      "bad.json": "{",
      "empty.json": trace({ arrivals: [] }),
      "nan.json": trace({ arrivals: [1, null] }),
      "negative.json": trace({ arrivals: [-1] }),
      "unsorted.json": trace({ arrivals: [5, 4] }),
      "late.json": trace({ arrivals: [101] }),
      "players.json": trace({ players: ["x"] }),
      "huge.json": trace({ budget: 1e12 }),
      "brands.json": trace({ brands: [{ budget: 4 }] }),
      "zero.json": trace({ durationS: 0 }),
    };
    expect(run(args, files)).toEqual({ code: 2, out: "", err: `simulate: ${reason}` });
  });
});

test("the series of a simulation add up to what was given out", () => {
  const runs = [
    ...simulateSeeds({
      mode: "smooth",
      duration: 600,
      brands: [{ budget: 30 }, { budget: 10 }],
      traffic: { kind: "buckets", buckets: [1, 0, 3], plays: 2000 },
      seeds: 4,
    }),
  ];
  const series = seriesOf(runs, { duration: 600, brands: 2, parts: 12 });
  expect(series.awards.at(-1)).toEqual({ at: 1, p5: 40, p50: 40, p95: 40 });
  expect(series.perBrand).toEqual([30, 10]);
  expect(series.plays.reduce((a, b) => a + b, 0)).toBeCloseTo(2000, 6);
  expect(series.odds.slice(4, 8)).toEqual([null, null, null, null]);
  expect(series).toMatchObject({ leftSome: 0 });
});
