import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pacerConfig } from "#lib/pacing/pacer-config.ts";
import { copyState, type PacerState, startState } from "#lib/pacing/pacer-state.ts";
import { buildPlan } from "#lib/pacing/plan.ts";
import { memoKey, planKey, stateKey, winsKey } from "#lib/pacing/redis/keys.ts";
import {
  loadGame,
  PLAYS_PER_CALL_MAX,
  runBatch,
  runBatches,
  type ScriptReply,
  unloadGame,
} from "#lib/pacing/redis/pacer-redis.ts";
import { packState, unpackState } from "#lib/pacing/redis/packed.ts";
import { type BatchPlay, type DecisionRow, runBatch as runHere } from "#lib/pacing/run-batch.ts";
import { seeded } from "#lib/pacing/simulator/seeded.ts";
import { connectRedis, openRedis } from "#lib/platform/redis.ts";
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

const config = pacerConfig({
  duration: 600,
  brands: [{ budget: 40, playerCap: 1 }, { budget: 20 }],
  userCap: 2,
});
const plan = buildPlan({ J: 100, finish: 0.5 });
let games = 0;

async function newGame(
  epoch = 1,
  state: PacerState = startState(config),
  wins: [string, number][] = [],
) {
  games += 1;
  const where = { partition: games % 16, game: `g${games}`, epoch };
  await loadGame(redis, { ...where, config, plan, state, wins });
  return where;
}

function playsOf(from: number, to: number): BatchPlay[] {
  const random = seeded(from + 1);
  return Array.from({ length: to - from }, (_, i) => ({
    playId: `p${from + i}`,
    player: `u${from + i}`,
    t: (from + i) / 2,
    u: random(),
  }));
}

function decided(reply: ScriptReply | undefined) {
  if (reply?.status !== "ok") throw new Error(`Redis answered ${JSON.stringify(reply)}`);
  return reply;
}

const ordinals = (rows: readonly DecisionRow[]) => rows.map((row) => row.k).sort((a, b) => a - b);

describe("the epoch", () => {
  test("a game that Redis does not know is missing, not empty", async () => {
    const reply = await runBatch(redis, {
      partition: 3,
      game: "nobody",
      epoch: 1,
      plays: playsOf(0, 3),
    });
    expect(reply).toEqual({ status: "missing" });
    expect(await redis.keys("{p:3}:g:nobody:*")).toEqual([]);
  });

  test("a lower epoch is stale and writes nothing", async () => {
    const where = await newGame(5);
    const before = await redis.hgetallBuffer(stateKey(where.partition, where.game));
    expect(await runBatch(redis, { ...where, epoch: 4, plays: playsOf(0, 3) })).toEqual({
      status: "stale",
    });
    expect(await redis.hgetallBuffer(stateKey(where.partition, where.game))).toEqual(before);
  });

  test("a Redis that holds an older epoch was rolled back: missing", async () => {
    const where = await newGame(5);
    const reply = await runBatch(redis, { ...where, epoch: 6, plays: playsOf(0, 3) });
    expect(reply).toEqual({ status: "missing" });
  });

  test.each([
    ["plan", planKey],
    ["state", stateKey],
  ])("a lost %s makes the game missing", async (_, key) => {
    const where = await newGame();
    await redis.del(key(where.partition, where.game));
    expect(await runBatch(redis, { ...where, plays: playsOf(0, 3) })).toEqual({
      status: "missing",
    });
  });

  test("an unloaded game is missing", async () => {
    const where = await newGame();
    await unloadGame(redis, where);
    expect(await runBatch(redis, { ...where, plays: playsOf(0, 3) })).toEqual({
      status: "missing",
    });
  });
});

describe("the memo", () => {
  test("gives a redelivered batch its first answers and its first ordinals", async () => {
    const where = await newGame();
    const plays = playsOf(0, 50);
    const first = decided(await runBatch(redis, { ...where, plays }));
    const again = decided(await runBatch(redis, { ...where, plays: [...plays].reverse() }));
    expect(again.rows.reverse()).toEqual(first.rows.map((row) => ({ ...row, repeated: true })));
    expect(again.state).toEqual(first.state);
    expect(ordinals(again.rows)).toEqual(Array.from({ length: again.state.k }, (_, i) => i + 1));
  });

  test("shows the gap when only part of a batch comes again", async () => {
    const where = await newGame();
    decided(await runBatch(redis, { ...where, plays: playsOf(0, 20) }));
    const reply = decided(await runBatch(redis, { ...where, plays: playsOf(15, 30) }));
    expect(ordinals(reply.rows)).toEqual(Array.from({ length: 15 }, (_, i) => i + 16));
  });

  test("lies in one hash per minute of arrival and expires half an hour after its last write", async () => {
    const where = await newGame();
    decided(await runBatch(redis, { ...where, plays: playsOf(100, 300) }));
    const kept = [0, 1, 2, 3].map((minute) => memoKey(where.partition, where.game, minute));
    expect(await Promise.all(kept.map((key) => redis.hlen(key)))).toEqual([20, 120, 60, 0]);
    const ttl = await redis.pttl(kept[1] ?? "");
    expect(ttl).toBeGreaterThan(1_790_000);
    expect(ttl).toBeLessThanOrEqual(1_800_000);
  });

  test("is not read across a rebuild", async () => {
    const where = await newGame();
    const plays = playsOf(0, 10);
    decided(await runBatch(redis, { ...where, plays }));
    const state = startState(config);
    await loadGame(redis, { ...where, epoch: 2, config, plan, state, wins: [] });
    const reply = decided(await runBatch(redis, { ...where, epoch: 2, plays }));
    expect(reply.rows.every((row) => !row.repeated)).toBe(true);
    expect(ordinals(reply.rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("holds no win, no code and no name beyond the play's id", async () => {
    const where = await newGame();
    decided(await runBatch(redis, { ...where, plays: playsOf(0, 4) }));
    const memo = await redis.hgetallBuffer(memoKey(where.partition, where.game, 0));
    expect(Object.keys(memo).sort()).toEqual(["p0", "p1", "p2", "p3"]);
    expect(Object.values(memo).every((value) => value.length === 8 * (6 + 2))).toBe(true);
  });
});

describe("a rebuild", () => {
  test("goes on from Postgres's state and wins as if nothing had happened", async () => {
    const where = await newGame();
    const state = startState(config);
    const wins = new Map<string, number>();
    runHere(config, plan, state, playsOf(0, 400), new Map(), wins);
    const load = { ...where, epoch: 2, config, plan, state: copyState(state), wins };
    await loadGame(redis, load);
    const plays = playsOf(380, 900).map((play) => ({ ...play, playId: `again-${play.playId}` }));
    const here = runHere(config, plan, state, plays, new Map(), wins);
    const there = decided(await runBatch(redis, { ...where, epoch: 2, plays }));
    expect(there.rows).toEqual(here);
    expect(there.state).toEqual(state);
    expect(there.rows.some((row) => row.reason === "CAP")).toBe(false);
  });

  test("replaces wins that Redis had and Postgres has not", async () => {
    const where = await newGame(1, startState(config), [["u0", 2]]);
    const [refused] = decided(await runBatch(redis, { ...where, plays: playsOf(0, 1) })).rows;
    expect(refused?.reason).toBe("CAP");
    const load = { ...where, epoch: 2, config, plan, state: startState(config), wins: [] };
    await loadGame(redis, load);
    const [drawn] = decided(
      await runBatch(redis, { ...where, epoch: 2, plays: playsOf(0, 1) }),
    ).rows;
    expect(drawn?.reason).toBe("DRAW");
  });

  test("carries the wins of many players", async () => {
    const wins = Array.from({ length: 2500 }, (_, i): [string, number] => [`u${i}`, 2]);
    const where = await newGame(1, startState(config), wins);
    expect(await redis.hlen(winsKey(where.partition, where.game))).toBe(2500);
    const { rows } = decided(await runBatch(redis, { ...where, plays: playsOf(0, 900) }));
    expect(rows.every((row) => row.reason === "CAP")).toBe(true);
  });

  test("keeps the bits that fourteen digits would lose", () => {
    const state = { ...startState(config), gap: 0.1 + 0.2, cs: 1 / 3, ms: 5e-324 };
    expect(unpackState(packState(state))).toEqual(state);
  });
});

describe("one pipeline", () => {
  test("decides batches of several games, and one that fails harms no other", async () => {
    const a = await newGame();
    const b = await newGame();
    const c = await newGame();
    await redis.set(winsKey(b.partition, b.game), "not a hash");
    const plays = playsOf(0, 5);
    const batches = [
      { ...a, plays },
      { ...b, plays },
      { ...c, plays },
      { ...c, game: "nobody", plays },
    ];
    const replies = await runBatches(redis, batches);
    expect(replies.map((reply) => reply.status)).toEqual(["ok", "failed", "ok", "missing"]);
    const held = await redis.hgetBuffer(stateKey(b.partition, b.game), "s");
    expect(unpackState(held ?? Buffer.alloc(0))).toEqual(startState(config));
  });

  test("sends the script again to a server that forgot it", async () => {
    const a = await newGame();
    const b = await newGame();
    await redis.script("FLUSH", "SYNC");
    const replies = await runBatches(
      redis,
      [a, b].map((where) => ({ ...where, plays: playsOf(0, 5) })),
    );
    for (const reply of replies) {
      const { rows, state } = decided(reply);
      expect(rows.map((row) => row.k)).toEqual([1, 2, 3, 4, 5]);
      expect(state.k).toBe(5);
    }
  });

  test("takes the largest batch with caps on every brand, and refuses a larger one", async () => {
    const brands = Array.from({ length: 20 }, () => ({ budget: 50, playerCap: 1 }));
    const wide = pacerConfig({ duration: 600, brands, userCap: 3 });
    const where = { partition: 1, game: "wide", epoch: 1 };
    await loadGame(redis, { ...where, config: wide, plan, state: startState(wide), wins: [] });
    const plays = playsOf(0, PLAYS_PER_CALL_MAX);
    const state = startState(wide);
    const reply = decided(await runBatch(redis, { ...where, plays }));
    expect(reply.rows).toEqual(runHere(wide, plan, state, plays, new Map(), new Map()));
    const more = playsOf(0, PLAYS_PER_CALL_MAX + 1);
    await expect(runBatch(redis, { ...where, plays: more })).rejects.toThrow(RangeError);
  });

  test("an empty batch decides nothing", async () => {
    const where = await newGame();
    const { rows, state } = decided(await runBatch(redis, { ...where, plays: [] }));
    expect(rows).toEqual([]);
    expect(state).toEqual(startState(config));
  });

  test("reports a server that is gone as failed calls", async () => {
    const other = await startTestRedis();
    const client = openRedis(other.url);
    await connectRedis(client);
    await other.kill();
    const replies = await runBatches(client, [
      { partition: 0, game: "x", epoch: 1, plays: playsOf(0, 2) },
    ]);
    expect(replies.map((reply) => reply.status)).toEqual(["failed"]);
    client.disconnect();
    await other.stop();
  });
});
