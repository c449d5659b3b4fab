// Every fact of plays, coupons and games, told from the transaction that made it true.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { advanceStates } from "#lib/campaigns/advance-states.ts";
import { redeemCoupon } from "#lib/coupons/redeem-coupon.ts";
import { tellLowStock } from "#lib/coupons/watch-stock.ts";
import { closeGame } from "#lib/plays/close-game.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { createBrand, createLiveGame, createPool, type TestGame } from "#lib/testing/factories.ts";
import {
  acceptPlays,
  createPlayableGame,
  type PlayableGame,
  startWorker,
  testSecret,
} from "#lib/testing/ledger-fixtures.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { addEndpoint, webhookAdmin } from "#lib/testing/webhook-fixtures.ts";

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.sql`delete from webhook_endpoint`;
  await database.sql`delete from outbox_event`;
});

interface Told {
  readonly brand: string | null;
  readonly data: Record<string, unknown>;
  readonly heldMs: number | null;
}

async function toldOf(type: string): Promise<Told[]> {
  return await database.sql<Told[]>`
    select brand_id as brand, data, extract(epoch from not_before)::float8 * 1000 as "heldMs"
    from outbox_event where type = ${type} order by id`;
}

async function playAll(game: Pick<PlayableGame, "gameId">): Promise<void> {
  const worker = await startWorker(database.url, redis.url, { isSweeping: true });
  await eventually("all plays are decided", async () => {
    const [row] = await database.sql`
      select decided = (select last_seq from game where id = game_id) as done
      from game_pacer where game_id = ${game.gameId}`;
    return row?.done;
  });
  await worker.stop();
}

/** Two hours of which nearly all is over, so that every coupon has come free. */
const late = { startsInS: -7_100, endsInS: 100 };

async function playedOut(quantity: number): Promise<PlayableGame> {
  const game = await createPlayableGame(database.sql, { ...late, lines: [{ quantity }] });
  await acceptPlays(database.sql, game, 40);
  await playAll(game);
  return game;
}

describe("wins", () => {
  it("are told one by one with the reveal they are held back for, and never with a code", async () => {
    await addEndpoint(database.sql, "http://127.0.0.1:9/", { events: ["play.won"] });
    const game = await playedOut(3);
    const wins = await database.sql`
      select r.play_id, r.player_id, r.coupon_id::text, r.prize_id,
        extract(epoch from r.reveal_at)::float8 * 1000 as ms
      from play_result r where r.game_id = ${game.gameId} and r.outcome = 'WIN' order by r.k`;
    const told = await toldOf("play.won");
    expect(wins).toHaveLength(3);
    expect(told.map(({ data, heldMs }) => ({ ...data, heldMs }))).toEqual(
      wins.map((win) => ({
        ...{ playId: win.play_id, playerId: win.player_id, couponId: win.coupon_id },
        ...{ gameId: game.gameId, campaignId: game.campaignId, prizeId: win.prize_id },
        ...{ prize: "Coffee", brandId: told[0]?.brand, secondChance: false, heldMs: win.ms },
        revealAt: new Date(win.ms).toISOString(),
      })),
    );
    expect(JSON.stringify(told)).not.toContain("••••");
  });

  it("leave no row when nobody listens to them", async () => {
    await addEndpoint(database.sql, "http://127.0.0.1:9/", { events: ["game.ended"] });
    await addEndpoint(database.sql, "http://127.0.0.1:9/");
    await database.sql`update webhook_endpoint set disabled_at = now() where events = '{}'`;
    await playedOut(3);
    expect(await toldOf("play.won")).toEqual([]);
    expect(await toldOf("game.sold_out")).toHaveLength(1);
  });

  it("of second chances are told when the game is closed", async () => {
    await addEndpoint(database.sql, "http://127.0.0.1:9/", { events: ["play.won"] });
    const game = await createPlayableGame(database.sql, { lines: [{ quantity: 50 }] });
    await acceptPlays(database.sql, game, 4);
    await playAll(game);
    await database.sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
    await advanceStates(database.sql);
    const [before] =
      await database.sql`select count(*)::int as n from outbox_event where type = 'play.won'`;
    const deps = { database, masterSecret: testSecret, witness: undefined };
    const closed = await eventually("the game is closed", () => closeGame(deps, game.gameId));
    const told = (await toldOf("play.won")).filter(({ data }) => data.secondChance === true);
    expect(told).toHaveLength(closed.awards);
    expect(Number(before?.n) + told.length).toBe(4);
    expect(await toldOf("game.ended")).toMatchObject([
      { brand: null, data: { gameId: game.gameId, name: "Reel", endsAt: expect.any(String) } },
    ]);
  });

  it("of the last coupon are told once, not before the reveal of the plays beside it", async () => {
    const game = await playedOut(3);
    const [last] = await database.sql`
      select extract(epoch from reveal_at)::float8 * 1000 as ms from play_result
      where game_id = ${game.gameId} and outcome = 'WIN' order by k desc limit 1`;
    const told = await toldOf("game.sold_out");
    expect(told).toMatchObject([{ data: { gameId: game.gameId, name: "Reel" } }]);
    expect(told[0]?.heldMs).toBeGreaterThanOrEqual(last?.ms);
  });

  it("of a rehearsal are nobody's", async () => {
    await addEndpoint(database.sql, "http://127.0.0.1:9/");
    const { sql } = database;
    const brand = await createBrand(sql);
    const pool = await createPool(sql, brand.id, 5);
    const prizes = [{ brandId: brand.id, poolId: pool.id, quantity: 5 }];
    const game = await createLiveGame(sql, { prizes, secret: testSecret, openGame });
    const real = await createLiveGame(sql, { prizes });
    await asRehearsal(game, real);
    await acceptPlays(sql, { ...game, partition: 3, poolIds: [] }, 20);
    await playAll(game);
    await sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
    await advanceStates(sql);
    expect(await sql`select type from outbox_event`).toEqual([]);
  });
});

/** The flag is set when a row is made and never after: here the trigger is away for a moment. */
async function asRehearsal(game: TestGame, of: TestGame): Promise<void> {
  await database.sql.begin(async (tx) => {
    await tx`alter table campaign disable trigger campaign_rehearsal_flag`;
    await tx`update campaign set rehearsal_of = ${of.campaignId} where id = ${game.campaignId}`;
    await tx`alter table campaign enable trigger campaign_rehearsal_flag`;
  });
}

describe("coupons", () => {
  it("tell of their redemption once, without the code and its mask", async () => {
    const brand = await createBrand(database.sql);
    const pool = await createPool(database.sql, brand.id, 1, { secret: testSecret });
    const code = pool.codes[0] ?? "";
    await database.sql`update coupon set state = 'ISSUED', play_id = ${randomUUID()} where pool_id = ${pool.id}`;
    const deps = { sql: database.sql, masterSecret: testSecret };
    const redeem = () => redeemCoupon(deps, webhookAdmin, { code, reference: "till-1" });
    await Promise.allSettled(Array.from({ length: 8 }, redeem));
    const told = await toldOf("coupon.redeemed");
    const couponId = String(pool.couponIds[0]);
    expect(told).toMatchObject([
      { brand: brand.id, data: { couponId, poolId: pool.id, reference: "till-1" } },
    ]);
    expect(JSON.stringify(told)).not.toContain(code);
    expect(JSON.stringify(told)).not.toContain(code.slice(-4));
  });

  it("tell of a low pool once a crossing, and not before the reveal of the play that made it low", async () => {
    const { sql } = database;
    const brand = await createBrand(sql);
    const pool = await createPool(sql, brand.id, 20);
    await createLiveGame(sql, { prizes: [{ brandId: brand.id, poolId: pool.id, quantity: 20 }] });
    const give = (count: number, reserved: string) => sql`
      update coupon set state = 'RESERVED', play_id = gen_random_uuid(), reserved_at = now() - ${reserved}::interval
      where id in (select id from coupon where pool_id = ${pool.id} and state = 'AVAILABLE' limit ${count})`;
    const watch = () => Promise.all([tellLowStock(sql), tellLowStock(sql), tellLowStock(sql)]);
    await give(18, "1 hour");
    await watch();
    expect(await toldOf("coupon.low_stock")).toEqual([]);
    await give(1, "1 second");
    await watch();
    expect(await toldOf("coupon.low_stock")).toEqual([]);
    await sql`update coupon set reserved_at = now() - interval '1 hour' where pool_id = ${pool.id} and state = 'RESERVED'`;
    await watch();
    await watch();
    expect((await toldOf("coupon.low_stock")).map(({ data }) => data)).toEqual([
      {
        ...{ poolId: pool.id, pool: expect.any(String), brandId: brand.id },
        ...{ left: 1, loaded: 20, lowStockShare: 10 },
      },
    ]);
    const free = (
      await sql`
      update coupon set state = 'AVAILABLE', play_id = null, reserved_at = null where pool_id = ${pool.id} returning 1`
    ).length;
    expect(free).toBe(20);
    await watch();
    await give(19, "1 hour");
    await watch();
    expect(await toldOf("coupon.low_stock")).toHaveLength(2);
  });
});
