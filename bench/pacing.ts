// `npm run bench -- pacing --json`: speed of the pacer script and the pacer's acceptance figures, as one line of
// JSON. Needs a Redis of its own in REDIS_URL; it is emptied.

import { isDeepStrictEqual } from "node:util";
import { scriptRates } from "#bench/pacing-script.ts";
import { PACING_MODES, type PacingMode, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import { loadGame, runBatch as runOnRedis } from "#lib/pacing/redis/pacer-redis.ts";
import { runBatch } from "#lib/pacing/run-batch.ts";
import { awardLeftovers, inTurn } from "#lib/pacing/second-chance.ts";
import { checkInvariants } from "#lib/pacing/simulator/invariants.ts";
import type { Measures } from "#lib/pacing/simulator/measure.ts";
import { randomGame } from "#lib/pacing/simulator/random-game.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { simulate } from "#lib/pacing/simulator/simulate.ts";
import { type Setting, standardRun } from "#lib/pacing/simulator/standard-run.ts";
import { arrivals, type Pattern } from "#lib/pacing/simulator/traffic.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";

type Line = { name: string; asked: string; measured: number; holds: boolean };

const MODE_PLAYS = 40_000;

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
/** Shapes the pacer was not tuned on. */
const UNSEEN: Pattern[] = ["ramp", "twospikes", "meals", "weekly", "pareto"];
const ANY: Pattern[] = [...ALL, ...UNSEEN];
const SHAPED: Pattern[] = ["diurnal", "flash", "late"];
const CALM = ALL.filter((pattern) => pattern !== "attack" && pattern !== "onoff");

function distances(runs: Runs): Line[] {
  const large = runsOf(ANY, { budget: 5000 });
  const small = runsOf(ANY, { budget: 100 });
  return [
    atMost("2 KS, six patterns", 0.03, worst(runs, STEADY, ks)),
    atMost("2 KS, on and off", 0.08, worst(runs, ["onoff"], ks)),
    atMost("2 KS behind the bucket, any pattern", 0.04, worst(runs, ANY, behind)),
    atMost("2 KS behind the bucket, 5,000 coupons", 0.03, worst(large, ANY, behind)),
    atMost("2 KS behind the bucket, 100 coupons", 0.16, worst(small, ANY, behind)),
  ];
}

/** What the second chance of a random game leaves, and what caps force it to leave. */
function leftAfterSecondChance(seed: number): { left: number; least: number } {
  const random = seeded(seed);
  const budget = 20 + Math.floor(random() * 400);
  const cap = 1 + Math.floor(random() * 3);
  const players = 1 + Math.floor(random() * 300);
  const config = pacerConfig({ duration: 600, brands: [{ budget }], userCap: cap });
  const times = arrivals(ANY[seed % ANY.length] ?? "constant", 600, 600, random);
  const who = Array.from(times, () => `u${Math.floor(random() * players)}`);
  const plan = buildPlan({ finish: random() });
  const run = simulate({ config, plan, times, random, playerOf: (i) => who[i] ?? "" });
  const plays = new Map<string, number>();
  const wins = new Map<string, number>();
  for (const [i, player] of who.entries()) {
    plays.set(player, (plays.get(player) ?? 0) + 1);
    if ((run.brands[i] ?? -1) >= 0) wins.set(player, (wins.get(player) ?? 0) + 1);
  }
  const losing = who.flatMap((player, i) =>
    run.brands[i] === -1 ? [{ playId: String(i), player, draw: random() }] : [],
  );
  const left = budget - (run.state.W[0] ?? 0);
  const leftovers = { left: [left], userCap: cap, brandCaps: [0], wins };
  const { awards } = awardLeftovers(leftovers, inTurn(losing));
  const reach = [...plays.values()].reduce((sum, each) => sum + Math.min(each, cap), 0);
  return { left: left - awards.length, least: Math.max(0, budget - reach) };
}

function leftovers(runs: Runs): Line[] {
  const beyond = (run: Pair) => run.measures.unsold - run.bucket.unsold;
  const sparse = runsOf(["sparse"], { plays: 300 });
  const second = Array.from({ length: 100 }, (_, i) => leftAfterSecondChance(i + 1));
  const off = second.filter(({ left, least }) => left !== least).length;
  return [
    atMost("3 unsold, six patterns", 0, worst(runs, STEADY, unsold)),
    atMost("3 unsold beyond the bucket, on and off", 12, worst(runs, ["onoff"], beyond)),
    atMost("3 unsold, 300 plays", 704, worst(sparse, ["sparse"], unsold)),
    atMost("3 games of 100 whose second chance leaves more than it must", 0, off),
  ];
}

function evenness(runs: Runs): Line[] {
  const shaped = runsOf(SHAPED, { shaped: true });
  const sure = worst(runs, ALL, (run) => run.measures.surePct);
  return [
    atMost("4 worst window, six patterns", 3, worst(runs, STEADY, window)),
    atMost("4 worst window, on and off", 8, worst(runs, ["onoff"], window)),
    atMost("4 worst window, dead start", 14, worst(runs, ["deadstart"], window)),
    atMost("5 fairness, constant", 1.5, worst(runs, ["constant"], fairness)),
    atMost("5 fairness, plan of one past game", 3, worst(shaped, SHAPED, fairness)),
    atMost("6 advL", 1.6, worst(runs, CALM, advL)),
    atMost("6 advL, attack and on and off", 2, worst(runs, ["attack", "onoff"], advL)),
    atMost("6 sure wins in percent", 0.5, sure),
  ];
}

function invariants(): Line[] {
  const broken: Record<string, number> = {};
  const names = ["P1", "P2", "P3", "P4", "P5", "P6", "P8", "P9", "P10"];
  for (let seed = 1; seed <= 400; seed++) {
    const found = checkInvariants(randomGame(seed, 3000)).broken;
    for (const [name, count] of Object.entries(found)) {
      const rule = names.find((each) => name.split(" ")[0] === each) ?? "other";
      broken[rule] = (broken[rule] ?? 0) + count;
    }
  }
  const asked = [...names, "other"];
  return asked.map((name) =>
    atMost(`1 broken ${name} in 400 random games of all modes`, 0, broken[name] ?? 0),
  );
}

async function parity(url: string, mode: PacingMode): Promise<Line> {
  const redis = openRedis(url, { name: "bench" });
  await connectRedis(redis);
  let plays = 0;
  let different = 0;
  for (let seed = 1000; plays < MODE_PLAYS; seed++) {
    const { config, plan, plays: arriving } = randomGame(seed, 3000, mode);
    const state = startState(config);
    const where = { partition: 0, game: `parity-${mode}-${seed}`, epoch: 1 };
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
  return atMost(`7 batches that differ from Lua in ${plays} plays of mode ${mode}`, 0, different);
}

async function parities(url: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (const mode of PACING_MODES) lines.push(await parity(url, mode));
  return lines;
}

const url = process.env.REDIS_URL;
if (!url) throw new Error("REDIS_URL is not set; the bench needs a Redis of its own.");
const scriptPerS = await scriptRates(url);
const runs = runsOf(ANY);
const acceptance = [
  ...invariants(),
  ...distances(runs),
  ...leftovers(runs),
  ...evenness(runs),
  ...(await parities(url)),
  atLeast("8 plays a second, 5 brands, singly", 8000, scriptPerS["5x1"] ?? 0),
  atLeast("8 plays a second, 5 brands, by 50", 25_000, scriptPerS["5x50"] ?? 0),
];
if (!process.argv.includes("--json")) console.table(acceptance);
console.log(JSON.stringify({ scriptPerS, acceptance }));
