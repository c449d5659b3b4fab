// What players and checkers see of second chances: the loss with its award, the wallet, the code; and a ledger in which
// somebody changed one.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { openRedis } from "#lib/platform/redis.ts";
import { closeGame } from "#lib/plays/close-game.ts";
import { getDraw } from "#lib/plays/draw-log.ts";
import { listPrizes } from "#lib/plays/list-prizes.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { createResultReader } from "#lib/plays/read-result.ts";
import type { RedisClient } from "#lib/plays/redis-stream.ts";
import { revealCode } from "#lib/plays/reveal-code.ts";
import { insertPlays } from "#lib/plays/store-intake.ts";
import { verifyLedger } from "#lib/plays/verify-ledger.ts";
import { createBrand, createLiveGame, createPool, type TestGame } from "#lib/testing/factories.ts";
import { startWorker, testSecret } from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const silent = createLogger("test", "silent");
const players = Array.from({ length: 12 }, () => randomUUID());
let database: TestDatabase;
let redis: TestRedis;
let client: RedisClient;
let game: TestGame;
let codes: readonly string[];
let award: { playId: string; playerId: string };

/** A game of twelve coupons and twelve plays: everybody has one when it is closed. */
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const { sql } = database;
  client = openRedis(redis.url);
  const brand = await createBrand(sql);
  const pool = await createPool(sql, brand.id, 12, { secret: testSecret });
  codes = pool.codes;
  game = await createLiveGame(sql, {
    prizes: [{ brandId: brand.id, poolId: pool.id, quantity: 12 }],
    revealSeconds: 5,
    secret: testSecret,
    openGame,
  });
  const { gameId } = game;
  const plays = players.map((playerId) => ({
    ...{ playId: randomUUID(), playerId, gameId },
    ...{ network: undefined, clientTs: undefined, meta: undefined },
  }));
  await insertPlays(sql, plays);
  const worker = await startWorker(database.url, redis.url, { isSweeping: true });
  await eventually("everything is decided", async () => {
    const [row] = await sql`select decided from game_pacer where game_id = ${gameId}`;
    return Number(row?.decided) === plays.length;
  });
  await worker.stop();
  await sql`update game set ends_at = clock_timestamp() where id = ${gameId}`;
  await advanceStates(sql);
  const deps = { database, masterSecret: testSecret, witness: undefined };
  await eventually("the game is closed", () => closeGame(deps, gameId));
  const [row] = await sql<{ play_id: string; player_id: string }[]>`
    select play_id, player_id from second_chance_award where game_id = ${gameId} order by rank limit 1`;
  award = { playId: row?.play_id ?? "", playerId: row?.player_id ?? "" };
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
  await database.drop();
});

it("shows the loss and the award on the play, whether Redis or the ledger answers", async () => {
  const { sql } = database;
  const reader = createResultReader({ sql, redis: client, clock: systemClock, logger: silent });
  const view = await reader.read(award);
  expect(view).toMatchObject({
    state: "LOSE",
    award: { prize: { headline: "One free coffee" }, couponId: expect.any(String) },
  });
  const places = await reader.locate([award.playId], award.playerId);
  expect((await reader.views(places, "ledger")).get(award.playId)).toEqual(view);
});

it("has a ticket in the wallet of every player, and tells which were second chances", async () => {
  let seconds = 0;
  for (const playerId of players) {
    const [ticket, ...more] = await listPrizes(database.sql, playerId, [game.campaignId]);
    expect(more).toEqual([]);
    expect(ticket?.state).toBe("ISSUED");
    if (ticket?.secondChance) seconds += 1;
  }
  const [row] = await database.sql`
    select count(*)::integer as n from play_result where game_id = ${game.gameId} and outcome = 'LOSE'`;
  expect(seconds).toBe(row?.n);
  expect(seconds).toBeGreaterThan(0);
});

it("opens the code for the play's player alone, and records it", async () => {
  const { sql } = database;
  const deps = { sql, masterSecret: testSecret };
  await expect(revealCode(deps, { ...award, playerId: randomUUID() })).rejects.toMatchObject({
    code: "unknown_play",
  });
  const shown = await revealCode(deps, award);
  expect(codes).toContain(shown.code);
  const rows = await sql`select 1 from coupon_access where coupon_id = ${shown.couponId}`;
  expect(rows).toHaveLength(1);
});

it("is told to staff on the play's page, beside the loss", async () => {
  const staff: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
  const draw = await getDraw(database.sql, staff, award.playId);
  expect(draw).toMatchObject({
    outcome: "LOSE",
    couponState: "ISSUED",
    prizeName: expect.any(String),
  });
  expect(draw.timeline.at(-1)?.name).toBe("Second chance");
});

it("does not let a row be changed or taken away", async () => {
  const { sql } = database;
  await expect(sql`update second_chance_award set rank = 99`).rejects.toThrow("append-only");
  await expect(sql`delete from second_chance_award`).rejects.toThrow("append-only");
  await expect(sql`delete from game_close`).rejects.toThrow("append-only");
});

class RolledBack extends Error {}

const falsehoods: readonly [string, (tx: Executor) => Promise<unknown>][] = [
  ["a row taken away", (tx) => tx`delete from second_chance_award where play_id = ${award.playId}`],
  [
    "another player",
    (tx) => tx`
    update second_chance_award set player_id = ${randomUUID()} where play_id = ${award.playId}`,
  ],
  [
    "another turn",
    (tx) => tx`
    update second_chance_award set rank = rank + 500 where play_id = ${award.playId}`,
  ],
  [
    "two coupons exchanged",
    (tx) => tx`
    update coupon c set play_id = o.play_id from coupon o
     where o.id <> c.id and c.id in (select coupon_id from second_chance_award order by rank limit 2)
       and o.id in (select coupon_id from second_chance_award order by rank limit 2)`,
  ],
  ["the close forgotten", (tx) => tx`delete from game_close`],
  [
    "an award no entry knows",
    (tx) => tx`
    insert into second_chance_award (play_id, game_id, player_id, brand, prize_id, coupon_id, rank, chain_seq)
    select gen_random_uuid(), game_id, player_id, brand, prize_id, -1, 900, chain_seq from second_chance_award limit 1`,
  ],
];

it.each(falsehoods)("is found by the check of the ledger: %s", async (_, falsify) => {
  const { sql } = database;
  expect(await verifyLedger(sql, testSecret, game.gameId)).toMatchObject({ ok: true });
  let verdict: unknown;
  const done = sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`drop index coupon_play`;
    await falsify(tx);
    verdict = await verifyLedger(tx, testSecret, game.gameId);
    throw new RolledBack();
  });
  await expect(done).rejects.toThrow(RolledBack);
  expect(verdict).toMatchObject({ ok: false });
});
