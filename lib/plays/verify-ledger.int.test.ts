import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { resumeGame } from "#lib/plays/resume-game.ts";
import { isHeadSigned, signHeads, signingKey } from "#lib/plays/sign-heads.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  startWorker,
  type TestWorker,
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
let worker: TestWorker;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  worker = await startWorker(database.url, redis.url);
});
afterAll(async () => {
  await worker.stop();
  await redis.stop();
  await database.drop();
});

async function play(game: PlayableGame, count: number): Promise<void> {
  await feedPlays(redis.url, game, await acceptPlays(database.sql, game, count));
  await untilDecided(database, [game]);
}

const verify = (game: PlayableGame) => verifyLedger(database.sql, testSecret, game.gameId);
const halfOver = { startsInS: -1800, endsInS: 1800, lines: [{ quantity: 60 }, { quantity: 20 }] };

/** Changes what only a person with the database's own rights could change. */
async function tamper(statement: string): Promise<void> {
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
}

describe("the ledger of a game", () => {
  it("verifies over a pause: the plan is laid over the rest, the end stays", async () => {
    const game = await createPlayableGame(database.sql, halfOver);
    await play(game, 300);
    expect(await database.sql.begin((tx) => pauseGame(tx, game.gameId))).toBe(true);
    expect(await database.sql.begin((tx) => pauseGame(tx, game.gameId))).toBe(false);
    await database.sql`
      update game set paused_at = paused_at - interval '20 seconds', starts_at = starts_at - interval '20 seconds'
       where id = ${game.gameId}`;
    expect(await database.sql.begin((tx) => resumeGame(tx, game.gameId))).toBe(true);
    expect(await database.sql.begin((tx) => resumeGame(tx, game.gameId))).toBe(false);
    await play(game, 300);
    expect(await verify(game)).toMatchObject({ ok: true, rows: 600 });
    const [row] = await database.sql`
      select p.duration_s, g.paused_us, gp.plan_revision from game g
        join game_pacer gp on gp.game_id = g.id
        join game_plan p on p.game_id = g.id and p.revision = gp.plan_revision where g.id = ${game.gameId}`;
    expect(row?.plan_revision).toBe(2);
    expect(Number(row?.paused_us)).toBeGreaterThanOrEqual(20e6);
    expect(row?.duration_s).toBeCloseTo(3620 - Number(row?.paused_us) / 1e6, 3);
  });

  it.each([
    ["a draw", "update play_result set u = u / 2 where game_id = '$' and k = 117", 117],
    [
      "a chance",
      "update play_result set chance = chance * 1.0000000000000002 where game_id = '$' and k = 42",
      42,
    ],
    [
      "a salt",
      "update play set salt = set_byte(salt, 3, get_byte(salt, 3) # 1) where game_id = '$' and seq = (select p.seq from play p join play_result r using (game_id, play_id) where r.game_id = '$' and r.k = 9)",
      9,
    ],
    [
      "an arrival",
      "update play set t_us = t_us + 1 where game_id = '$' and play_id = (select play_id from play_result where game_id = '$' and k = 200)",
      200,
    ],
  ])("names the row in which %s was changed", async (_, statement, k) => {
    const game = await createPlayableGame(database.sql, halfOver);
    await play(game, 256);
    expect(await verify(game)).toMatchObject({ ok: true });
    await tamper(statement.replaceAll("$", game.gameId));
    expect(await verify(game)).toMatchObject({ ok: false, k });
  });

  it.each([
    [
      "the text of an entry",
      "update chain_entry set body = replace(body, '0', '1') where game_id = '$' and seq = 2",
      2,
    ],
    ["a root", "update chain_entry set root = sha256(root) where game_id = '$' and seq = 3", 3],
    ["an entry taken out", "delete from chain_entry where game_id = '$' and seq = 2", 1],
  ])("names the entry when %s is changed", async (_, statement, entry) => {
    const game = await createPlayableGame(database.sql, halfOver);
    await play(game, 40);
    await tamper(statement.replaceAll("$", game.gameId));
    expect(await verify(game)).toMatchObject({ ok: false, entry });
  });

  it("sees a win whose coupon was given to somebody else", async () => {
    const game = await createPlayableGame(database.sql, { ...halfOver, pacing: { floor: 1e6 } });
    await play(game, 20);
    await tamper(
      `update coupon set play_id = gen_random_uuid() where play_id is not null and pool_id = '${game.poolIds[0]}'`,
    );
    expect(await verify(game)).toMatchObject({ ok: false });
  });

  it("signs the head of every chain with news, and once an hour at most", async () => {
    await createPlayableGame(database.sql, halfOver);
    expect(await signHeads(database.sql, testSecret)).toBeGreaterThan(0);
    expect(await signHeads(database.sql, testSecret)).toBe(0);
    const key = signingKey(testSecret);
    const rows = await database.sql`select * from chain_signature`;
    for (const row of rows) {
      const head = { gameId: row.game_id, shard: row.shard, seq: Number(row.seq), hash: row.hash };
      expect(isHeadSigned(key, head, row.signature)).toBe(true);
      expect(isHeadSigned(key, { ...head, seq: head.seq + 1 }, row.signature)).toBe(false);
    }
  });
});
