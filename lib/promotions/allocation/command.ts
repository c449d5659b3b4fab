// The command `npm run allocate`, without its input and output: words in, lines and an exit code out.

import { allocate } from "#lib/promotions/allocation/allocate.ts";
import type { AllocationOptions, AllocationResult } from "#lib/promotions/allocation/instance.ts";
import {
  type AllocateFile,
  InstanceFileError,
  parseInstance,
} from "#lib/promotions/allocation/instance-file.ts";

export interface CommandOutput {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const usage = `Usage: npm run allocate -- --instance FILE [options] --json

  --instance FILE     {"servers":[{"id","weight","cap","region"?}],"promotions":[{"id","n","regions"?}],
                       "previous"?:[[promotion,server]...],"seed":n}
  --strategy S        weighted or random (weighted); random takes all weights as 1
  --eps X             how far above its target a load may be when placing (0.1; 0.05 with loads above 50)
  --migration X       share of all placements that balancing may move (0.02)
  --json              one line of JSON instead of a table`;

interface Words {
  readonly file: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
  readonly options: AllocationOptions;
}

function shareOf(flag: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= 1))
    throw new InstanceFileError(`${flag} must be a number from 0 to 1, not "${text}".`);
  return value;
}

function strategyOf(text: string): "weighted" | "random" {
  if (text === "weighted" || text === "random") return text;
  throw new InstanceFileError(`--strategy must be weighted or random, not "${text}".`);
}

function wordsOf(args: readonly string[]): Words {
  let words: Words = { file: undefined, json: false, help: false, options: {} };
  const take = (flag: string, value: string): Words => {
    if (flag === "--instance") return { ...words, file: value };
    const { options } = words;
    if (flag === "--strategy")
      return { ...words, options: { ...options, strategy: strategyOf(value) } };
    if (flag === "--eps") return { ...words, options: { ...options, eps: shareOf(flag, value) } };
    return { ...words, options: { ...options, migration: shareOf(flag, value) } };
  };
  for (let i = 0; i < args.length; i++) {
    const [flag = "", ...given] = (args[i] ?? "").split("=");
    if (flag === "--json") words = { ...words, json: true };
    else if (flag === "--help" || flag === "-h") words = { ...words, help: true };
    else if (["--instance", "--strategy", "--eps", "--migration"].includes(flag)) {
      const value = given.length > 0 ? given.join("=") : args[++i];
      if (value === undefined || value.startsWith("--"))
        throw new InstanceFileError(`${flag} needs a value.`);
      words = take(flag, value);
    } else throw new InstanceFileError(`unknown argument "${args[i]}". --help lists them.`);
  }
  return words;
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function reportOf({ input, numbers }: AllocateFile, result: AllocationResult, ms: number) {
  const { figures, counts, shortfalls, closed } = result;
  const asGiven = (id: string) => numbers.get(id) ?? id;
  const promotions = input.promotions.length;
  return {
    placements: result.placements.map(({ promotionId, serverId }) => [
      asGiven(promotionId),
      asGiven(serverId),
    ]),
    exact: promotions === 0 ? 1 : figures.exactPromotions / promotions,
    shortfall: figures.shortfall,
    maxLoadRatio: rounded(figures.maxLoadRatio),
    overCap: figures.overCap,
    moved: input.previous?.length ? result.added.length : 0,
    ms: Math.round(ms * 10) / 10,
    loadCv: rounded(figures.loadCv),
    augmented: counts.augmented,
    short: shortfalls.map(({ promotionId, ...rest }) => ({
      promotion: asGiven(promotionId),
      ...rest,
    })),
    closed: closed.map(({ serverId, carries }) => ({ server: asGiven(serverId), carries })),
  };
}

function tableOf({ placements, short, closed, ...figures }: ReturnType<typeof reportOf>): string {
  const rows = Object.entries({ placements: placements.length, ...figures });
  const lines = rows.map(([name, value]) => name.padEnd(14) + String(value).padStart(12));
  const why = short.slice(0, 20).map(({ promotion, reason }) => `${promotion}: ${reason}`);
  const more = short.length > why.length ? [`and ${short.length - why.length} more`] : [];
  const full =
    closed.length > 0 ? [`${closed.length} promo servers are closed; --json lists them`] : [];
  return [...lines, ...why, ...more, ...full].join("\n");
}

export interface CommandMeans {
  /** The text of a file; throws when there is none. */
  readonly read: (path: string) => string;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
}

/** Runs the command. */
export function runAllocate(args: readonly string[], { read, clock }: CommandMeans): CommandOutput {
  try {
    const { file, json, help, options } = wordsOf(args);
    if (help) return { code: 0, out: usage, err: "" };
    if (file === undefined)
      throw new InstanceFileError("--instance FILE is needed. --help tells what is in it.");
    const instance = parseInstance(file, read);
    const { input } = instance;
    const start = clock();
    const result = allocate({ ...input, options: { ...input.options, ...options } });
    const report = reportOf(instance, result, clock() - start);
    return { code: 0, out: json ? JSON.stringify(report) : tableOf(report), err: "" };
  } catch (error) {
    if (!(error instanceof InstanceFileError)) throw error;
    return { code: 2, out: "", err: `allocate: ${error.message}` };
  }
}
