// What happens to prizes besides being drawn: codes that end too soon, codes that come in late, plays that end
// without a decision, coupons that go back.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { voidCoupon } from "#lib/coupons/void-coupon.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { openDatabase } from "#lib/platform/database.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { recountStock } from "#lib/plays/recount-stock.ts";
import { voidPlay } from "#lib/plays/store-decide.ts";
import { findGameStanding } from "#lib/plays/store-game.ts";
import { takeBackWin } from "#lib/plays/take-back-win.ts";
import { firstWrong, untilDecided } from "#lib/testing/ledger-chaos.ts";
import {
  acceptPlays,
  createPlayableGame,
  feedPlays,
  type PlayableGame,
  type PlayableOptions,
  startWorker,
  type TestWorker,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";

const admin: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
const silent = createLogger("test", "silent");
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

/** Every draw wins while there is something left. */
function greedyGame(options: PlayableOptions): Promise<PlayableGame> {
  const time = { startsInS: -1800, endsInS: 1800 };
  return createPlayableGame(database.sql, { ...time, pacing: { floor: 1e6 }, ...options });
}

async function play(game: PlayableGame, count: number, players?: string[]) {
  const plays = await acceptPlays(database.sql, game, count, players);
  await feedPlays(redis.url, game, plays);
  const { wins } = await untilDecided(database, [game]);
  return { plays, wins };
}

async function addCodes(poolId: string | undefined, count: number): Promise<void> {
  await database.sql`
    insert into coupon (pool_id, brand_id, code_ct, code_hmac, key_id, mask)
    select id, brand_id, '\\x00', sha256(convert_to(id || 'late' || n, 'UTF8')), 1, '••••' || n
      from coupon_pool, generate_series(1, ${count}::integer) n where id = ${poolId ?? null}`;
}

const kindsOf = async (game: PlayableGame) =>
  (
    await database.sql`select kind from chain_entry where game_id = ${game.gameId} order by seq`
  ).map(({ kind }) => kind);
const recount = () => recountStock({ database, logger: silent });
const setEnd = (game: PlayableGame, inS: number) => database.sql`
  update coupon_pool set codes_expire_at = clock_timestamp() + make_interval(secs => ${inS})
   where id = ${game.poolIds[0] ?? null}`;

describe("a code that ends", () => {
  it("before the reveal is no prize, after it is one", async () => {
    // Results are told five seconds after the play.
    const early = await greedyGame({ lines: [{ quantity: 5 }] });
    const late = await greedyGame({ lines: [{ quantity: 5 }] });
    await setEnd(early, 3);
    await setEnd(late, 600);
    expect((await play(early, 20)).wins).toBe(0);
    expect((await play(late, 20)).wins).toBe(5);
    expect(await firstWrong(database, [early, late])).toBeUndefined();
  });

  it("does not keep a dry game counting", async () => {
    const game = await greedyGame({ lines: [{ quantity: 5, coupons: 5 }] });
    await setEnd(game, 3);
    await play(game, 20);
    const before = await kindsOf(game);
    await recount();
    expect(await kindsOf(game)).toEqual(before);
  });
});

describe("a game that ran dry", () => {
  it("goes on after new codes came in, and is verified", async () => {
    const game = await greedyGame({ lines: [{ quantity: 10, coupons: 2 }, { quantity: 1 }] });
    expect((await play(game, 40)).wins).toBe(3);
    await recount();
    expect(await kindsOf(game)).not.toContain("budget");
    await addCodes(game.poolIds[0], 20);
    const leftNow = async () => (await findGameStanding(database.sql, game.gameId))?.left;
    // Wins that are not told yet count as left; they are told within five seconds.
    await eventually("nothing is left", async () => (await leftNow()) === 0);
    await recount();
    expect(await leftNow()).toBe(8);
    await recount();
    expect((await kindsOf(game)).filter((kind) => kind === "budget")).toHaveLength(1);
    // Not one above what was promised, though twelve codes remain.
    expect((await play(game, 40)).wins).toBe(11);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("is counted by the sweeper without any play", async () => {
    const game = await greedyGame({ lines: [{ quantity: 4, coupons: 1 }], partition: 5 });
    await play(game, 20);
    await addCodes(game.poolIds[0], 3);
    const sweeping = await startWorker(database.url, redis.url, { isSweeping: true });
    await eventually("a recount", async () => (await kindsOf(game)).includes("budget"), 20_000);
    await sweeping.stop();
    expect((await play(game, 20)).wins).toBe(4);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});

describe("a coupon that goes back", () => {
  it("can be won again, by its former winner too, and only once at a time", async () => {
    const { sql } = database;
    const player = randomUUID();
    const game = await greedyGame({ lines: [{ quantity: 1, playerCap: 1 }] });
    expect((await play(game, 5, [player])).wins).toBe(1);
    const [coupon] =
      await sql`select id::text from coupon where pool_id = ${game.poolIds[0] ?? null}`;
    // With no more rights than the process has in which an admin does it.
    const web = openDatabase(database.urlAs("web"), { max: 3 });
    const deps = { sql: web.sql, plays: { takeBackWin } };
    const back = { couponId: coupon?.id, effect: "return", reason: "Fraud" } as const;
    const tries = await Promise.allSettled([0, 1, 2].map(() => voidCoupon(deps, admin, back)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(tries.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "coupon_not_redeemable" },
    });
    await web.close();
    const counts = await sql`
      select g.wins, z.wins as line from player_game g join player_prize z using (game_id, player_id)
       where g.game_id = ${game.gameId}`;
    expect(counts).toMatchObject([{ wins: 0, line: 0 }]);
    const [charted] = await sql`
      select sum(count)::int as n from rollup_minute where game_id = ${game.gameId} and brand = 0`;
    expect(charted?.n).toBe(0);
    expect((await findGameStanding(sql, game.gameId))?.left).toBe(1);
    expect((await play(game, 5, [player])).wins).toBe(2);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });

  it("waits for a batch in hand and never in a circle with it", { timeout: 60_000 }, async () => {
    const { sql } = database;
    const game = await greedyGame({ lines: [{ quantity: 200 }] });
    // Every return moves the game on under the worker's hands; what it gives up meanwhile is fed again.
    const sweeping = await startWorker(database.url, redis.url, { isSweeping: true });
    const plays = await acceptPlays(sql, game, 600);
    await feedPlays(redis.url, game, plays);
    const deps = { sql, plays: { takeBackWin } };
    let returned = 0;
    await eventually("twenty returns beside decisions", async () => {
      const rows = await sql<{ id: string }[]>`
        select id::text from coupon where pool_id = ${game.poolIds[0] ?? null} and state = 'RESERVED'
         order by id desc limit 4`;
      for (const { id: couponId } of rows) {
        await voidCoupon(deps, admin, { couponId, effect: "return", reason: "Test" });
        returned += 1;
      }
      return returned >= 20;
    });
    const { wins } = await untilDecided(database, [game]);
    await sweeping.stop();
    const [held] = await sql`
      select count(*)::int as n from coupon where pool_id = ${game.poolIds[0] ?? null} and state = 'RESERVED'`;
    expect(held?.n).toBe(wins - returned);
    expect(await firstWrong(database, [game])).toBeUndefined();
  });
});

describe("a play that is voided", () => {
  it("gives back an attempt of its own day, not of another", async () => {
    const { sql } = database;
    const [today, yesterday] = [randomUUID(), randomUUID()];
    const game = await greedyGame({ partition: 6 });
    await sql`update game set plays_per_day = true where id = ${game.gameId}`;
    const plays = await acceptPlays(sql, game, 4, [today, yesterday]);
    // The older play of one of them is of the day before.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`
        update play set accepted_at = accepted_at - interval '1 day'
         where play_id = ${plays[1] ?? ""}`;
      await tx`
        update player_game set day_plays = 1 where player_id = ${yesterday} and game_id = ${game.gameId}`;
    });
    for (const playId of plays.slice(0, 2)) {
      expect(await voidPlay(sql, game.gameId, playId)).toBe(true);
    }
    const rows = await sql`
      select player_id, plays, day_plays from player_game where game_id = ${game.gameId}`;
    const of = (player: string) => rows.find(({ player_id: id }) => id === player);
    expect(of(today)).toMatchObject({ plays: 1, day_plays: 1 });
    expect(of(yesterday)).toMatchObject({ plays: 1, day_plays: 1 });
  });
});
