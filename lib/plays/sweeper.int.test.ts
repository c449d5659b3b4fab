import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { playsKey } from "#lib/pacing/redis/keys.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { RedisHealth } from "#lib/plays/redis-health.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { recordFailure } from "#lib/plays/store-feed.ts";
import { Sweeper } from "#lib/plays/sweeper.ts";
import {
  acceptPlays,
  createPlayableGame,
  type PlayableGame,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

let database: TestDatabase;
let server: TestRedis;
let redis: RedisClient;

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), startTestRedis()]);
  redis = openRedis(server.url);
  await redis.connect();
});
beforeEach(async () => {
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await database.drop();
});

function sweep(): Sweeper {
  return new Sweeper({
    database,
    redis,
    health: new RedisHealth(redis, systemClock),
    masterSecret: testSecret,
    logger: createLogger("test-sweeper", "silent"),
    clock: systemClock,
  });
}

/** As if the plays had been accepted so long ago. */
async function age(game: PlayableGame, seconds: number): Promise<void> {
  await database.sql`
    update play set accepted_at = accepted_at - make_interval(secs => ${seconds}) where game_id = ${game.gameId}`;
}

async function feedsOf(game: PlayableGame): Promise<number> {
  const [row] = await database.sql`
    select coalesce(sum(feeds), 0)::integer as n from play_feed where game_id = ${game.gameId}`;
  return row?.n;
}

async function lengthOf(game: PlayableGame): Promise<number> {
  return await redis.xlen(playsKey(game.partition));
}

async function fillStream(game: PlayableGame, entries: number): Promise<void> {
  const pipeline = redis.pipeline();
  for (let n = 0; n < entries; n++) pipeline.xadd(playsKey(game.partition), "*", "of", "others");
  await pipeline.exec();
}

describe("sweeper", () => {
  it("feeds lost plays once, and not again before their next turn", async () => {
    const game = await createPlayableGame(database.sql, { partition: 1 });
    await acceptPlays(database.sql, game, 30);
    const sweeper = sweep();
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(0);
    await age(game, 3);
    await sweeper.tick();
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(30);
    expect(await feedsOf(game)).toBe(30);
  });

  it("feeds the oldest of a long stream, a hundred at a time, and takes no turn from the others", async () => {
    const game = await createPlayableGame(database.sql, { partition: 2 });
    await acceptPlays(database.sql, game, 150);
    await fillStream(game, 2_001);
    await age(game, 5);
    const sweeper = sweep();
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(2_001);
    expect(await feedsOf(game)).toBe(0);
    await age(game, 6);
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(2_101);
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(2_151);
    expect(await feedsOf(game)).toBe(150);
  });

  it("leaves plays their turn when Redis refuses them", async () => {
    const game = await createPlayableGame(database.sql, { partition: 3 });
    await acceptPlays(database.sql, game, 10);
    await age(game, 3);
    const sweeper = sweep();
    await redis.config("SET", "maxmemory", 1);
    await sweeper.tick();
    await redis.config("SET", "maxmemory", 0);
    expect(await feedsOf(game)).toBe(0);
    await sweeper.tick();
    expect(await lengthOf(game)).toBe(10);
  });

  it("goes on with the other games and duties when one game fails", async () => {
    const options = { partition: 4 };
    const broken = await createPlayableGame(database.sql, options);
    const apart = await createPlayableGame(database.sql, { partition: 5 });
    const [first, last] = [broken, apart].sort((a, b) => (a.gameId < b.gameId ? -1 : 1));
    if (!first || !last) throw new Error("no games");
    await redis.set(playsKey(first.partition), "not a stream");
    for (const game of [first, last]) {
      await acceptPlays(database.sql, game, 5);
      await age(game, 3);
    }
    const poison = await acceptPlays(database.sql, last, 1);
    await database.sql`
      insert into play_feed (play_id, game_id, next_feed_at, failures, last_error)
      values (${poison[0] ?? ""}, ${last.gameId}, now(), 5, 'cannot be decided')`;
    await sweep().tick();
    expect(await lengthOf(last)).toBe(5);
    const [voided] = await database.sql`
      select outcome from play_result where play_id = ${poison[0] ?? ""}`;
    expect(voided?.outcome).toBe("VOID");
  });

  it("counts a failure against a play that is to blame, was blamed, or has failed for a day", async () => {
    const game = await createPlayableGame(database.sql, { partition: 6 });
    const [playId = ""] = await acceptPlays(database.sql, game, 1);
    const fail = async (isBlamed: boolean) => {
      const play = { gameId: game.gameId, playId };
      await recordFailure(database.sql, play, { message: "no", isBlamed });
      const [row] = await database.sql`select failures from play_feed where play_id = ${playId}`;
      return row?.failures;
    };
    expect(await fail(false)).toBe(0);
    expect(await fail(true)).toBe(1);
    expect(await fail(false)).toBe(2);
    await database.sql`delete from play_feed where play_id = ${playId}`;
    await age(game, 23 * 3600);
    expect(await fail(false)).toBe(0);
    await age(game, 2 * 3600);
    expect(await fail(false)).toBe(1);
  });
});
