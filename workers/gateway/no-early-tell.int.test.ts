import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import { startTestGateway, type TestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";

let host: TestGateway;
beforeAll(async () => {
  host = await startTestGateway();
});
afterAll(() => host.stop());

/** A game whose one coupon is decided to this player, with the reveal still seconds ahead. */
async function wonAndNotRevealed() {
  const { sql } = host.database;
  const game = await insertGame(sql, { revealSeconds: 30, playsPerPlayer: 5, winsPerPlayer: 1 });
  const token = tokenFor(game);
  const playId = randomUUID();
  expect((await host.pull(game, token, playId)).status).toBe(202);
  const couponId = await insertCoupon(sql, game.prizeId);
  await decideByHand(sql, playId, { prizeId: game.prizeId, couponId });
  return { game, token, playId };
}

/** What a minute's wait would bring: the play's reveal lies in the past. */
async function letRevealPass(playId: string) {
  const { sql } = host.database;
  await sql.begin(async (tx) => {
    // The ledger refuses updates; only a fixture that owns the table may set its guard aside.
    await tx`alter table play_result disable trigger user`;
    await tx`update play_result set reveal_at = now() - interval '1 second' where play_id = ${playId}`;
    await tx`alter table play_result enable trigger user`;
  });
}

describe("before the reveal nothing tells", () => {
  it("a pull after an unrevealed win is taken like any other", async () => {
    const { game, token, playId } = await wonAndNotRevealed();
    expect((await host.pull(game, token)).status).toBe(202);
    await letRevealPass(playId);
    const refused = await host.pull(game, token);
    expect([refused.status, refused.body.code]).toEqual([403, "win_limit"]);
  });

  it("the figure of coupons left falls at the reveal, not at the decision", async () => {
    const { game, playId } = await wonAndNotRevealed();
    const { sql } = host.database;
    const state = JSON.stringify({ B: [10], W: [1] });
    await sql`
      insert into game_pacer (game_id, k, decided, state) values (${game.gameId}, 1, 1, ${state}::text::jsonb)
      on conflict (game_id, shard) do update set state = excluded.state, k = 1, decided = 1`;
    const left = async () => {
      const { findGameStanding } = await import("#lib/plays/store-game.ts");
      return (await findGameStanding(sql, game.gameId))?.left;
    };
    expect(await left()).toBe(10);
    await letRevealPass(playId);
    expect(await left()).toBe(9);
  });
});
