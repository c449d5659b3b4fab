// `npm run bench -- pacing --json`: speed of the pacer script and the pacer's acceptance figures, as one line of
// JSON. Needs a Redis of its own in REDIS_URL; it is emptied.

import { isDeepStrictEqual } from "node:util";
import { scriptRates } from "#bench/pacing-script.ts";
import { copyState, startState } from "#lib/pacing/pacer-state.ts";
import { loadGame, runBatch as runOnRedis } from "#lib/pacing/redis/pacer-redis.ts";
import { runBatch } from "#lib/pacing/run-batch.ts";
import { checkInvariants } from "#lib/pacing/simulator/invariants.ts";
import type { Measures } from "#lib/pacing/simulator/measure.ts";
import { randomGame } from "#lib/pacing/simulator/random-game.ts";
import { type Setting, standardRun } from "#lib/pacing/simulator/standard-run.ts";
import type { Pattern } from "#lib/pacing/simulator/traffic.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";

type Line = { name: string; asked: string; measured: number; holds: boolean };

const SEEDS = 8;
const STEADY: Pattern[] = ["constant", "diurnal", "flash", "late", "attack", "midspike"];
const round = (value: number) => Math.round(value * 10_000) / 10_000;

function atMost(name: string, asked: number, measured: number): Line {
  return { name, asked: `<= ${asked}`, measured: round(measured), holds: measured <= asked };
}

function atLeast(name: string, asked: number, measured: number): Line {
  return { name, asked: `>= ${asked}`, measured: round(measured), holds: measured >= asked };
}

type Pair = { measures: Measures; bucket: Measures };
type Runs = Map<Pattern, Pair[]>;

function runsOf(patterns: readonly Pattern[], setting?: Setting): Runs {
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
  return new Map(
    patterns.map((pattern) => [pattern, seeds.map((seed) => standardRun(pattern, seed, setting))]),
  );
}

/** The mean over the seeds, then the worst of the patterns. */
function worst(runs: Runs, patterns: readonly Pattern[], value: (run: Pair) => number): number {
  const means = patterns.map((pattern) => {
    const values = (runs.get(pattern) ?? []).map(value);
    return values.reduce((sum, each) => sum + each, 0) / values.length;
  });
  return Math.max(...means);
}

const ks = (run: Pair) => run.measures.ks;
const behind = (run: Pair) => run.measures.ks - run.bucket.ks;
const unsold = (run: Pair) => run.measures.unsold;
const window = (run: Pair) => run.measures.worstWindow;
const fairness = (run: Pair) => run.measures.fairness;
const advL = (run: Pair) => run.measures.advL;
const ALL: Pattern[] = [...STEADY, "onoff", "deadstart"];
const SHAPED: Pattern[] = ["diurnal", "flash", "late"];
const CALM = ALL.filter((pattern) => pattern !== "attack" && pattern !== "onoff");

function distances(runs: Runs): Line[] {
  const large = runsOf(ALL, { budget: 5000 });
  const small = runsOf(ALL, { budget: 100 });
  return [
    atMost("ks, six patterns", 0.03, worst(runs, STEADY, ks)),
    atMost("ks, on and off", 0.08, worst(runs, ["onoff"], ks)),
    atMost("ks behind the bucket, any pattern", 0.04, worst(runs, ALL, behind)),
    atMost("ks behind the bucket, 5,000", 0.03, worst(large, ALL, behind)),
    atMost("ks behind the bucket, 100", 0.16, worst(small, ALL, behind)),
  ];
}

function leftovers(runs: Runs): Line[] {
  const beyond = (run: Pair) => run.measures.unsold - run.bucket.unsold;
  const sparse = runsOf(["sparse"], { plays: 300 });
  return [
    atMost("unsold, six patterns", 0, worst(runs, STEADY, unsold)),
    atMost("unsold beyond the bucket, on and off", 12, worst(runs, ["onoff"], beyond)),
    atMost("unsold, 300 plays", 704, worst(sparse, ["sparse"], unsold)),
  ];
}

function evenness(runs: Runs): Line[] {
  const shaped = runsOf(SHAPED, { shaped: true });
  const sure = worst(runs, ALL, (run) => run.measures.surePct);
  return [
    atMost("worst window, six patterns", 3, worst(runs, STEADY, window)),
    atMost("worst window, on and off", 8, worst(runs, ["onoff"], window)),
    atMost("worst window, dead start", 14, worst(runs, ["deadstart"], window)),
    atMost("fairness, constant", 1.5, worst(runs, ["constant"], fairness)),
    atMost("fairness, plan of one past game", 3, worst(shaped, SHAPED, fairness)),
    atMost("advL", 1.6, worst(runs, CALM, advL)),
    atMost("advL, attack and on and off", 2, worst(runs, ["attack", "onoff"], advL)),
    atMost("sure wins in percent", 0.5, sure),
  ];
}

function invariants(): Line {
  let broken = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const found = checkInvariants(randomGame(seed, 3000)).broken;
    broken += Object.values(found).reduce((sum, count) => sum + count, 0);
  }
  return atMost("broken invariants in 400 random games", 0, broken);
}

async function parity(url: string): Promise<Line> {
  const redis = openRedis(url, { name: "bench" });
  await connectRedis(redis);
  let plays = 0;
  let different = 0;
  for (let seed = 1000; plays < 40_000; seed++) {
    const { config, plan, plays: arriving } = randomGame(seed, 3000);
    const state = startState(config);
    const where = { partition: 0, game: `parity-${seed}`, epoch: 1 };
    await loadGame(redis, { ...where, config, plan, state: copyState(state), wins: [] });
    const memo = new Map();
    const wins = new Map<string, number>();
    for (let i = 0; i < arriving.length; i += 50) {
      const batch = arriving.slice(i, i + 50);
      const rows = runBatch(config, plan, state, batch, memo, wins);
      const reply = await runOnRedis(redis, { ...where, plays: batch });
      plays += rows.length;
      const same =
        reply.status === "ok" &&
        isDeepStrictEqual(reply.rows, rows) &&
        isDeepStrictEqual(reply.state, state);
      if (!same) different += 1;
    }
  }
  await redis.flushall();
  redis.disconnect();
  return atMost(`batches that differ from Lua in ${plays} plays`, 0, different);
}

const url = process.env.REDIS_URL;
if (!url) throw new Error("REDIS_URL is not set; the bench needs a Redis of its own.");
const scriptPerS = await scriptRates(url);
const runs = runsOf(ALL);
const acceptance = [
  invariants(),
  ...distances(runs),
  ...leftovers(runs),
  ...evenness(runs),
  await parity(url),
  atLeast("plays a second, 5 brands, singly", 8000, scriptPerS["5x1"] ?? 0),
  atLeast("plays a second, 5 brands, by 50", 25_000, scriptPerS["5x50"] ?? 0),
];
if (!process.argv.includes("--json")) console.table(acceptance);
console.log(JSON.stringify({ scriptPerS, acceptance }));
