import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGameSeed } from "#lib/campaigns/game-seed.ts";
import { openCode } from "#lib/coupons/open-code.ts";
import { createLiveGame, createPool, testAccess, testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe("factories", () => {
  it("lay out a live game whose seed and codes open", async () => {
    const { sql } = database;
    const game = await createLiveGame(sql);
    const [row] = await sql<{ seed_ct: Buffer; commitment: Buffer; state: string }[]>`
      select seed_ct, commitment, state from game where id = ${game.gameId}`;
    expect(row?.state).toBe("live");
    expect(row?.commitment).toHaveLength(32);
    expect(openGameSeed(testSecret, game.gameId, row?.seed_ct ?? Buffer.alloc(0))).toEqual(
      game.seed,
    );
    const [plan] = await sql<{ config: unknown; plan: Buffer }[]>`
      select config, plan from game_plan where game_id = ${game.gameId}`;
    expect(plan?.config).toMatchObject({ duration: 7200, brands: [{ budget: 10 }] });
    expect(plan?.plan).toHaveLength(8 * 1001);
    const [prize] = await sql<{ template: unknown }[]>`
      select template from prize where game_id = ${game.gameId}`;
    expect(prize?.template).toMatchObject({ headline: "One free coffee" });
  });

  it("make pools whose codes open on their own row only", async () => {
    const { sql } = database;
    const { brandId } = await createPool(sql, "00000000-0000-4000-8000-000000000001", 0);
    const pool = await createPool(sql, brandId, 3);
    const [first, second] = pool.couponIds;
    expect(await openCode(sql, testSecret, first ?? 0, testAccess)).toBe(pool.codes[0]);
    await sql`update coupon set code_ct = (select code_ct from coupon where id = ${second ?? 0})
      where id = ${first ?? 0}`;
    await expect(openCode(sql, testSecret, first ?? 0, testAccess)).rejects.toThrow();
    expect(await openCode(sql, testSecret, second ?? 0, testAccess)).toBe(pool.codes[1]);
  });
});
