import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PACING_MODES, type PacingMode } from "#lib/pacing/pacer-config.ts";
import { copyState, startState } from "#lib/pacing/pacer-state.ts";
import { loadGame, runBatch as runOnRedis } from "#lib/pacing/redis/pacer-redis.ts";
import { packState } from "#lib/pacing/redis/packed.ts";
import { type DecisionRow, type PlayerWins, runBatch } from "#lib/pacing/run-batch.ts";
import { randomGame } from "#lib/pacing/simulator/random-game.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";
import { isFullRun } from "#lib/testing/full-run.ts";
import { startTestRedis, type TestRedis } from "#lib/testing/stores.ts";

const PLAYS = isFullRun ? 400_000 : 40_000;
const BATCH = 200;

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

type Tally = { plays: number; wins: number; outcomes: number; bits: number };

function compare(tally: Tally, here: readonly DecisionRow[], there: readonly DecisionRow[]): void {
  for (const [i, mine] of here.entries()) {
    const theirs = there[i];
    tally.plays += 1;
    if (mine.brand >= 0) tally.wins += 1;
    const sameOutcome =
      theirs !== undefined &&
      mine.brand === theirs.brand &&
      mine.k === theirs.k &&
      mine.reason === theirs.reason &&
      mine.repeated === theirs.repeated;
    if (!sameOutcome) tally.outcomes += 1;
    const sameBits =
      theirs !== undefined &&
      Object.is(mine.S, theirs.S) &&
      Object.is(mine.t, theirs.t) &&
      mine.shares.every((share, b) => Object.is(share, theirs.shares[b]));
    if (!sameBits) tally.bits += 1;
  }
}

async function playGame(mode: PacingMode, seed: number, tally: Tally): Promise<void> {
  const { config, plan, plays } = randomGame(seed, 8000, mode);
  const state = startState(config);
  const wins: PlayerWins = new Map();
  const memo = new Map<string, DecisionRow>();
  const where = { partition: 3, game: `${mode}-${seed}`, epoch: 1 };
  await loadGame(redis, { ...where, config, plan, state: copyState(state), wins });
  for (let i = 0; i < plays.length; i += BATCH) {
    const batch = plays.slice(i, i + BATCH);
    const reply = await runOnRedis(redis, { ...where, plays: batch });
    if (reply.status !== "ok") throw new Error(`Redis answered ${JSON.stringify(reply)}`);
    compare(tally, runBatch(config, plan, state, batch, memo, wins), reply.rows);
    if (!packState(state).equals(packState(reply.state))) tally.bits += 1;
  }
}

test.each(PACING_MODES)(
  `mode %s: the same outcomes and bits over ${PLAYS} plays`,
  {
    timeout: 600_000,
  },
  async (mode) => {
    const tally: Tally = { plays: 0, wins: 0, outcomes: 0, bits: 0 };
    for (let seed = 1; tally.plays < PLAYS; seed++) await playGame(mode, seed, tally);
    expect(tally).toMatchObject({ outcomes: 0, bits: 0 });
    expect(tally.plays).toBeGreaterThanOrEqual(PLAYS);
    expect(tally.wins).toBeGreaterThan(1000);
  },
);
