// Every pacing mode through the whole pipeline: played, paused, resumed, corrected, and found true by the check.

import { afterAll, beforeAll, expect, test } from "vitest";
import { PACING_MODES } from "#lib/pacing/pacer-config.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  startWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

let database: TestDatabase;
let redis: TestRedis;
let worker: Awaited<ReturnType<typeof startWorker>>;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = await startWorker(database.url, redis.url);
});
afterAll(async () => {
  await worker.stop();
  await redis.stop();
  await database.drop();
});

test.each(PACING_MODES)(
  "a game of mode %s is decided, survives a pause and proves true",
  async (mode) => {
    const { sql } = database;
    const game = await createPlayableGame(sql, {
      // Three codes for a line of twenty: wins beyond them are corrected.
      lines: [{ quantity: 60 }, { quantity: 20, coupons: 3 }],
      startsInS: -1800,
      endsInS: 1800,
      pacing: {
        mode,
        odds: 0.1,
        slotGranularity: 60,
        windows: [{ label: "hour", length: 3600, max: 80 }],
        open: [{ from: 600, to: 3600 }],
      },
    });
    const play = async (count: number) => {
      await feedPlays(redis.url, game, await acceptPlays(sql, game, count));
      await untilDecided(database, [game]);
    };
    await play(150);
    await sql.begin((tx) => pauseGame(tx, game.gameId));
    await sql.begin((tx) => resumeGame(tx, game.gameId));
    await play(100);
    const verdict = await verifyLedger(sql, testSecret, game.gameId);
    expect(verdict).toMatchObject({ ok: true, rows: 250, undecided: 0 });
    const [wins] = await sql`
    select count(*)::int as n from play_result where game_id = ${game.gameId} and outcome = 'WIN'`;
    expect(wins?.n).toBeGreaterThan(0);
    expect(wins?.n).toBeLessThanOrEqual(63);
  },
);
