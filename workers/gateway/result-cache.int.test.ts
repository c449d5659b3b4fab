import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultKey } from "#lib/pacing/redis/keys.ts";
import { type CachedResult, finishEntries } from "#lib/plays/redis-stream.ts";
import { decideByHand } from "#lib/testing/fake-decisions.ts";
import { startTestGateway, type TestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";

let host: TestGateway;
beforeAll(async () => {
  host = await startTestGateway();
});
afterAll(() => host.stop());

const partition = 3;

/** A play that is due, not decided in the ledger, and cached as the allocator would cache it. */
async function cachedPlay(result: Partial<CachedResult>) {
  const { sql } = host.database;
  const game = await insertGame(sql, { partition });
  const playerId = randomUUID();
  const token = tokenFor(game, playerId);
  const playId = randomUUID();
  await host.pull(game, token, playId);
  // The gateway remembers the reveal time of plays it took, so the owner asks another gateway, as it were.
  await sql`update play set reveal_at = clock_timestamp() where play_id = ${playId}`;
  const other = await sql`
    with moved as (delete from play_key where play_id = ${playId} returning game_id, player_id, seq)
    insert into play_key (play_id, game_id, player_id, seq)
    select gen_random_uuid(), game_id, player_id, seq from moved returning play_id`;
  const dueId: string = other[0]?.play_id;
  await sql`update play set play_id = ${dueId} where play_id = ${playId}`;
  const plain = { brand: -1, prizeId: null, couponId: null, revealAtMs: Date.now() };
  const outcome: CachedResult["outcome"] = "LOSE";
  const kept = { ...plain, outcome, playId: dueId, gameId: game.gameId, playerId, ...result };
  await finishEntries(host.runtime.redis, partition, [], [kept]);
  return { game, token, playId: dueId };
}

describe("results out of the cache", () => {
  it("shows what the allocator cached without asking the ledger", async () => {
    const { token, playId } = await cachedPlay({});
    expect((await host.call(`/api/plays/${playId}`, { token })).body).toMatchObject({
      state: "LOSE",
    });
  });

  it("never shows a win that the ledger does not have", async () => {
    const { token, playId } = await cachedPlay({
      outcome: "WIN",
      brand: 0,
      prizeId: randomUUID(),
      couponId: 4711,
    });
    const claimed = await host.call(`/api/plays/${playId}`, { token });
    expect(claimed.body).toEqual({ playId, state: "PENDING" });
    await decideByHand(host.database.sql, playId);
    expect((await host.call(`/api/plays/${playId}`, { token })).body.state).toBe("LOSE");
  });

  it("reads the ledger when the cached text is damaged", async () => {
    const { token, playId } = await cachedPlay({});
    await host.runtime.redis.set(resultKey(partition, playId), "{", "EX", 60);
    await decideByHand(host.database.sql, playId);
    const shown = await host.call(`/api/plays/${playId}`, { token });
    expect(shown.body.state).toBe("LOSE");
  });
});
