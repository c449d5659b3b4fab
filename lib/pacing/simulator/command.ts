// The command `npm run simulate`, without its input and output: words in, lines and an exit code out.

import { type PacerBrandInput, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { InfeasiblePlanError } from "#lib/pacing/plan-bounds.ts";
import type { PlanRecipe } from "#lib/pacing/recipe.ts";
import {
  configOf,
  reportOf,
  SIMULATED_MODES,
  type SimulatedMode,
  type SimulationReport,
  type SimulationRequest,
  simulateSeeds,
} from "#lib/pacing/simulator/simulate-many.ts";
import {
  parseTrace,
  TRACE_BUDGET_MAX,
  TRACE_PLAYS_MAX,
  TraceError,
} from "#lib/pacing/simulator/trace.ts";
import { isPattern, PATTERNS } from "#lib/pacing/simulator/traffic.ts";

export type CommandOutput = { readonly code: number; readonly out: string; readonly err: string };

const USAGE = `Usage: npm run simulate -- [options] --json

  --mode M              ${SIMULATED_MODES.join(", ")} (smooth)
  --pattern P           ${PATTERNS.join(", ")} (constant)
  --trace FILE          recorded arrivals instead of a pattern
  --budget N            coupons (1000), or --brands 500:1,200:3 (coupons:weight)
  --plays N             plays of the pattern (50000)
  --duration S          seconds (3600)
  --seeds N             runs (8)
  --wins-per-player N   0 is no limit (1 with players in the trace, else 0)
  --expected-plays N    forecast, 0 is unknown (0)
  --past FILE, --phi X  a plan by the arrivals of an earlier game, and how much they count (0.8)
  --moments K           stratified or uniform (stratified); --moment-life S, 0 rolls over (0)
  --slot-granularity S  seconds (5); --min-p P (0)
  --odds P              modes odds and hybrid (0.05); --moment-share X of hybrid's coupons (0.5)
  --finale S            give out what is left within the last S seconds (0)
  --json                one line of JSON instead of a table`;

const WORDS = ["mode", "pattern", "trace", "past", "brands", "moments"] as const;
const NUMBERS = {
  budget: { whole: true, min: 1, max: TRACE_BUDGET_MAX },
  plays: { whole: true, min: 1, max: TRACE_PLAYS_MAX },
  duration: { whole: false, min: 1e-3, max: 1e9 },
  seeds: { whole: true, min: 1, max: 1000 },
  "wins-per-player": { whole: true, min: 0, max: 1e6 },
  "expected-plays": { whole: false, min: 0, max: 1e9 },
  phi: { whole: false, min: 0, max: 1 },
  "moment-share": { whole: false, min: 0, max: 1 },
  "moment-life": { whole: false, min: 0, max: 1e9 },
  "slot-granularity": { whole: false, min: 1e-3, max: 1e9 },
  "min-p": { whole: false, min: 0, max: 1 },
  odds: { whole: false, min: 0, max: 1 },
  finale: { whole: false, min: 0, max: 1e9 },
} as const;

type Word = (typeof WORDS)[number];
type NumberName = keyof typeof NUMBERS;
type Options = {
  readonly words: Partial<Record<Word, string>>;
  readonly numbers: Partial<Record<NumberName, number>>;
  readonly json: boolean;
  readonly help: boolean;
};

function isWord(name: string): name is Word {
  return (WORDS as readonly string[]).includes(name);
}

function isNumberName(name: string): name is NumberName {
  return Object.hasOwn(NUMBERS, name);
}

function numberOf(name: NumberName, text: string): number {
  const { whole, min, max } = NUMBERS[name];
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new TraceError(
      `--${name} must be a ${whole ? "whole " : ""}number from ${min} to ${max}, not "${text}".`,
    );
  }
  return value;
}

function optionsOf(args: readonly string[]): Options {
  const words: Partial<Record<Word, string>> = {};
  const numbers: Partial<Record<NumberName, number>> = {};
  let json = false;
  let help = false;
  for (let i = 0; i < args.length; i++) {
    const [flag = "", ...given] = (args[i] ?? "").split("=");
    const name = flag.replace(/^--/, "");
    if (flag === "--json") json = true;
    else if (flag === "--help" || flag === "-h") help = true;
    else if (flag.startsWith("--") && (isWord(name) || isNumberName(name))) {
      const value = given.length > 0 ? given.join("=") : args[++i];
      if (value === undefined || value.startsWith("--"))
        throw new TraceError(`${flag} needs a value.`);
      if (isWord(name)) words[name] = value;
      else numbers[name] = numberOf(name, value);
    } else throw new TraceError(`unknown argument "${args[i]}". --help lists them.`);
  }
  return { words, numbers, json, help };
}

function modeOf(word = "smooth"): SimulatedMode {
  const mode = SIMULATED_MODES.find((each) => each === word);
  if (!mode)
    throw new TraceError(`--mode must be one of ${SIMULATED_MODES.join(", ")}, not "${word}".`);
  return mode;
}

function brandsOf({ words, numbers }: Options): PacerBrandInput[] {
  if (words.brands === undefined) return [{ budget: numbers.budget ?? 1000 }];
  return words.brands.split(",").map((part) => {
    const [budget = "", weight = "1"] = part.split(":");
    const value = Number(weight);
    if (!(value > 0 && Number.isFinite(value)))
      throw new TraceError(`--brands: no weight "${weight}".`);
    return { budget: numberOf("budget", budget), weight: value };
  });
}

type Files = (path: string) => string;

function fileOf(read: Files, path: string): string {
  try {
    return read(path);
  } catch (cause) {
    throw new TraceError(`${path} cannot be read.`, { cause });
  }
}

function traceOf(read: Files, path: string) {
  const text = fileOf(read, path);
  try {
    return parseTrace(text);
  } catch (error) {
    if (error instanceof TraceError)
      throw new TraceError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Plays of an earlier game in 96 equal parts. */
function trafficOf(read: Files, path: string): number[] {
  const { times, duration } = traceOf(read, path);
  const parts = new Array<number>(96).fill(0);
  for (const t of times) {
    const at = Math.min(95, Math.floor((t / duration) * 96));
    parts[at] = (parts[at] ?? 0) + 1;
  }
  return parts;
}

function recipeOf({ words, numbers }: Options, read: Files): PlanRecipe {
  const kind = words.moments ?? "stratified";
  if (kind !== "stratified" && kind !== "uniform") {
    throw new TraceError(`--moments must be stratified or uniform, not "${kind}".`);
  }
  return {
    moments: { kind },
    ...(words.past !== undefined && { traffic: trafficOf(read, words.past) }),
    ...(numbers["moment-share"] !== undefined && { momentShare: numbers["moment-share"] }),
    ...(numbers.phi !== undefined && { phi: numbers.phi }),
  };
}

function settingsOf(options: Options, read: Files, hasPlayers: boolean) {
  const { numbers } = options;
  const settings: Record<string, number> = {
    userCap: numbers["wins-per-player"] ?? (hasPlayers ? 1 : 0),
  };
  const names = {
    expectedPlays: "expected-plays",
    momentLife: "moment-life",
    slotGranularity: "slot-granularity",
    minP: "min-p",
    odds: "odds",
    finale: "finale",
  } as const;
  for (const [setting, name] of Object.entries(names)) {
    const value = numbers[name];
    if (value !== undefined) settings[setting] = value;
  }
  return { ...settings, recipe: recipeOf(options, read) };
}

function requestOf(options: Options, read: Files): SimulationRequest {
  const { words, numbers } = options;
  const shared = {
    mode: modeOf(words.mode),
    seeds: numbers.seeds ?? 8,
  };
  if (words.trace !== undefined) {
    if (words.pattern !== undefined) throw new TraceError("give --trace or --pattern, not both.");
    const { duration, brands, times, players } = traceOf(read, words.trace);
    return {
      ...shared,
      duration,
      brands,
      traffic: { kind: "trace", times, ...(players && { players }) },
      settings: settingsOf(options, read, players !== undefined),
    };
  }
  const pattern = words.pattern ?? "constant";
  if (!isPattern(pattern)) {
    throw new TraceError(`--pattern must be one of ${PATTERNS.join(", ")}, not "${pattern}".`);
  }
  return {
    ...shared,
    duration: numbers.duration ?? 3600,
    brands: brandsOf(options),
    traffic: { kind: "pattern", pattern, plays: numbers.plays ?? 50_000 },
    settings: settingsOf(options, read, false),
  };
}

function tableOf(report: SimulationReport): string {
  const { max, bucket, ...means } = report;
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined ? "-" : String(Math.round(value * 1e4) / 1e4);
  const rows = Object.entries(means).map(([name, mean]) => {
    const key = name as keyof typeof max;
    return [name, cell(mean), cell(max[key]), cell(bucket[key])];
  });
  return [["", "mean", "max", "bucket"], ...rows]
    .map(
      ([name = "", ...cells]) => name.padEnd(18) + cells.map((each) => each.padStart(12)).join(""),
    )
    .join("\n");
}

/** Runs the command. `read` gives the text of a file and throws when there is none. */
export function runCommand(args: readonly string[], read: Files): CommandOutput {
  try {
    const options = optionsOf(args);
    if (options.help) return { code: 0, out: USAGE, err: "" };
    const request = requestOf(options, read);
    pacerConfig(configOf(request));
    const report = reportOf([...simulateSeeds(request)]);
    return { code: 0, out: options.json ? JSON.stringify(report) : tableOf(report), err: "" };
  } catch (error) {
    const isInput =
      error instanceof TraceError ||
      error instanceof RangeError ||
      error instanceof InfeasiblePlanError;
    if (!isInput) throw error;
    return { code: 2, out: "", err: `simulate: ${error.message}` };
  }
}
