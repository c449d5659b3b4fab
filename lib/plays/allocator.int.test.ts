import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  startAllocator,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

async function countResults(gameId: string): Promise<number> {
  const [row] = await database.sql`
    select count(*)::integer as n from play_result where game_id = ${gameId}`;
  return row?.n;
}

describe("allocator", () => {
  it("takes plays from the stream to the ledger", async () => {
    const game = await createPlayableGame(database.sql, {
      lines: [{ quantity: 50 }, { quantity: 10 }],
      startsInS: -1800,
      endsInS: 1800,
    });
    const worker = await startAllocator(database.url, redis.url);
    const plays = await acceptPlays(database.sql, game, 1000);
    await feedPlays(redis.url, game, plays);
    await eventually("all decided", async () => (await countResults(game.gameId)) === 1000);
    await worker.stop();
    expect(worker.allocator.decided).toBe(1000);
    expect(await verifyLedger(database.sql, testSecret, game.gameId)).toMatchObject({
      ok: true,
      rows: 1000,
    });
  });
});
