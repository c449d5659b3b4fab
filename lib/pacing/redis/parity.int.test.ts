import { isDeepStrictEqual } from "node:util";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PacerConfig, pacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan, type Plan } from "#lib/pacing/plan.ts";
import { loadGame, runBatches as runOnRedis } from "#lib/pacing/redis/pacer-redis.ts";
import { packState } from "#lib/pacing/redis/packed.ts";
import {
  type BatchPlay,
  type DecisionRow,
  type PlayerWins,
  runBatch,
} from "#lib/pacing/run-batch.ts";
import { randomGame } from "#lib/pacing/simulator/random-game.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { arrivals, type Pattern } from "#lib/pacing/simulator/traffic.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";
import { isFullRun } from "#lib/testing/full-run.ts";
import { startTestRedis, type TestRedis } from "#lib/testing/stores.ts";

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url);
  await connectRedis(redis);
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const DURATION = 3600;
const CLOCKS = ["exact", "batch", "backward"] as const;
type Clock = (typeof CLOCKS)[number];
type Case = { pattern: Pattern; plays: number; clock: Clock; seed: number };
type Tally = {
  plays: number;
  repeated: number;
  capped: number;
  outside: number;
  outcomes: number;
  bits: number;
};

const CASES: Case[] = [
  { pattern: "constant", plays: 8000, clock: "batch", seed: 1 },
  { pattern: "flash", plays: 8500, clock: "exact", seed: 2 },
  { pattern: "onoff", plays: 8000, clock: "backward", seed: 3 },
  { pattern: "late", plays: 8000, clock: "batch", seed: 4 },
  { pattern: "diurnal", plays: 8000, clock: "exact", seed: 5 },
  { pattern: "sparse", plays: 400, clock: "backward", seed: 6 },
];

function gameOf({ pattern, seed }: Case): { config: PacerConfig; plan: Plan } {
  const budgets = [500, 200, 100, 50, 10];
  const config = pacerConfig({
    duration: DURATION,
    brands: budgets.map((budget, b) => ({
      budget,
      weight: 1 + b,
      playerCap: seed % 2 === 0 || b < 2 ? 1 : 0,
    })),
    userCap: 3,
    windows: [{ length: 5, max: 6, min: pattern === "constant" ? 1 : 0 }],
    pMax: pattern === "late" ? 0.5 : 1,
  });
  const plan = buildPlan({
    J: 720,
    budget: 860,
    finish: seeded(seed + 50)(),
    opening: { slots: 6, share: 0.02 },
    ...(pattern === "flash" && { max: 6 }),
  });
  return { config, plan };
}

/** Batches of 1 to 40 plays; some are told twice, some lie outside the game, clocks as the case says. */
function batchesOf({ pattern, plays, clock, seed }: Case): BatchPlay[][] {
  const random = seeded(seed);
  const times = arrivals(pattern, plays, DURATION, random);
  const all: BatchPlay[] = [];
  const batches: BatchPlay[][] = [];
  while (all.length < plays) {
    const size = Math.min(plays - all.length, 1 + Math.floor(random() * 40));
    const last = times[all.length + size - 1] ?? 0;
    const batch: BatchPlay[] = [];
    for (let j = 0; j < size; j++) {
      const i = all.length;
      let t = clock === "batch" ? last : (times[i] ?? 0);
      if (clock === "backward" && random() < 0.1) t = Math.max(0, t - 20 * random());
      if (random() < 0.002) t = random() < 0.5 ? -1 : DURATION;
      const play = {
        playId: `p${i}`,
        player: `u${Math.floor(random() ** 2 * 1500)}`,
        t,
        u: random(),
      };
      all.push(play);
      batch.push(play);
      const earlier = all[Math.max(0, i - Math.floor(random() * 60))];
      if (random() < 0.03 && earlier) batch.push(earlier);
    }
    batches.push(batch);
  }
  return batches;
}

function sameBits(a: number, b: number): boolean {
  return Object.is(a, b);
}

function compare(tally: Tally, here: DecisionRow[], there: readonly DecisionRow[]): void {
  for (const [i, mine] of here.entries()) {
    const theirs = there[i];
    tally.plays += 1;
    if (mine.repeated) tally.repeated += 1;
    if (mine.reason === "CAP") tally.capped += 1;
    if (mine.reason === "WINDOW") tally.outside += 1;
    const outcome = [mine.brand, mine.k, mine.reason, mine.repeated, mine.playId].join();
    if (
      !theirs ||
      outcome !== [theirs.brand, theirs.k, theirs.reason, theirs.repeated, theirs.playId].join()
    ) {
      tally.outcomes += 1;
    }
    const bits =
      theirs &&
      sameBits(mine.S, theirs.S) &&
      sameBits(mine.t, theirs.t) &&
      mine.shares.length === theirs.shares.length &&
      mine.shares.every((share, b) => sameBits(share, theirs.shares[b] ?? Number.NaN));
    if (!bits) tally.bits += 1;
  }
}

async function play(each: Case, bend: (config: PacerConfig) => PacerConfig): Promise<Tally> {
  const { config, plan } = gameOf(each);
  const game = `parity-${each.pattern}-${each.seed}`;
  const state: PacerState = startState(config);
  const wins: PlayerWins = new Map();
  const memo = new Map<string, DecisionRow>();
  const where = { partition: 12, game, epoch: 1 };
  await loadGame(redis, { ...where, config: bend(config), plan, state: copyState(state), wins });
  const tally = { plays: 0, repeated: 0, capped: 0, outside: 0, outcomes: 0, bits: 0 };
  for (const plays of batchesOf(each)) {
    const here = runBatch(config, plan, state, plays, memo, wins);
    const [reply] = await runOnRedis(redis, [{ ...where, plays }]);
    if (reply?.status !== "ok") throw new Error(`Redis answered ${JSON.stringify(reply)}`);
    compare(tally, here, reply.rows);
    if (!packState(state).equals(packState(reply.state))) tally.bits += 1;
  }
  const stored = await redis.hgetall(`{p:12}:g:${game}:wins`);
  const counted = Object.entries(stored).map(([field, count]) => [field, Number(count)] as const);
  if (counted.some(([field, count]) => wins.get(field) !== count) || counted.length !== wins.size) {
    tally.outcomes += 1;
  }
  return tally;
}

test("TypeScript and Lua agree on every outcome and every bit over 40,000 plays", async () => {
  const total: Tally = { plays: 0, repeated: 0, capped: 0, outside: 0, outcomes: 0, bits: 0 };
  for (const each of CASES) {
    const tally = await play(each, (config) => config);
    for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += tally[name];
  }
  expect(total).toMatchObject({ outcomes: 0, bits: 0 });
  expect(total.plays).toBeGreaterThan(40_000);
  expect(total.repeated).toBeGreaterThan(500);
  expect(total.capped).toBeGreaterThan(50);
  expect(total.outside).toBeGreaterThan(20);
});

test("the comparison has teeth: a constant off by one part in 10^15 is noticed", async () => {
  const tally = await play(
    { pattern: "diurnal", plays: 2000, clock: "exact", seed: 7 },
    (config) => ({
      ...config,
      snap: config.snap,
      tauB: config.tauB * (1 + 1e-15),
    }),
  );
  expect(tally.bits).toBeGreaterThan(0);
});

const GAMES = isFullRun ? 600 : 60;

test(`Lua agrees with TypeScript to the bit in ${GAMES} random games`, {
  timeout: 600_000,
}, async () => {
  let different = 0;
  let rows = 0;
  for (let seed = 1; seed <= GAMES; seed++) {
    const game = randomGame(seed, isFullRun ? 2000 : 400);
    const where = { partition: 0, game: `random-${seed}`, epoch: 1 };
    const state = startState(game.config);
    const wins = new Map<string, number>();
    const memo = new Map();
    await loadGame(redis, { ...where, ...game, state: copyState(state), wins });
    for (let i = 0; i < game.plays.length; i += 37) {
      const plays = game.plays.slice(i, i + 37);
      const here = runBatch(game.config, game.plan, state, plays, memo, wins);
      const [there] = await runOnRedis(redis, [{ ...where, plays }]);
      if (there?.status !== "ok") throw new Error(`Redis answered ${JSON.stringify(there)}`);
      rows += here.length;
      if (!isDeepStrictEqual(here, there.rows)) different += 1;
      if (!packState(there.state).equals(packState(state))) different += 1;
    }
  }
  expect(different).toBe(0);
  expect(rows).toBeGreaterThan(10_000);
});
