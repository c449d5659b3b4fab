import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { respondPlayApi } from "#lib/http/shared/fetch-call.ts";
import { playServices } from "#lib/http/shared/play-services.ts";
import { createPlayerTokens } from "#lib/identity/player-token.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import {
  type Reply,
  startTestGateway,
  type TestGateway,
  tokenFor,
} from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { eventually, type TestDatabase } from "#lib/testing/stores.ts";

let host: TestGateway;
let database: TestDatabase;
let call: TestGateway["call"];
let pull: TestGateway["pull"];

beforeAll(async () => {
  host = await startTestGateway();
  ({ database, call, pull } = host);
});
afterAll(() => host.stop());

const tokens = createPlayerTokens(testSecret, () => Date.now());

describe("play API over HTTP", () => {
  it("takes a play, keeps the result to itself, then shows it to its owner only", async () => {
    const game = await insertGame(database.sql, { revealSeconds: 8 });
    const token = tokenFor(game);
    const playId = randomUUID();
    const taken = await pull(game, token, playId);
    expect(taken.status).toBe(202);
    expect(taken.body).toMatchObject({ playId, queued: true, revealInMs: 3000, landInMs: 8000 });
    const again = await pull(game, token, playId);
    expect(again.status).toBe(202);
    expect(again.body.acceptedAt).toBe(taken.body.acceptedAt);

    const pending = `{"playId":"${playId}","state":"PENDING"}`;
    const couponId = await insertCoupon(database.sql, game.prizeId);
    expect((await call(`/api/plays/${playId}`, { token })).text).toBe(pending);
    await decideByHand(database.sql, playId, { prizeId: game.prizeId, couponId });
    expect((await call(`/api/plays/${playId}`, { token })).text).toBe(pending);

    const won = await call(`/api/plays/${playId}?waitMs=5000`, { token });
    expect(won.body).toMatchObject({
      playId,
      state: "WIN",
      faces: [9, 9, 9],
      couponId: String(couponId),
      prize: { name: "Coffee", brand: "Roast & Co", headline: "A free coffee", monogram: "RC" },
    });
    expect((await call(`/api/plays/${playId}`, { token })).text).toBe(won.text);
    const [coupon] = await database.sql`select state from coupon where id = ${couponId}`;
    expect(coupon?.state).toBe("ISSUED");
    const events = await database.sql`select kind from coupon_event where coupon_id = ${couponId}`;
    expect(events).toHaveLength(1);

    const stranger = await call(`/api/plays/${playId}`, { token: tokenFor(game) });
    const unknown = await call(`/api/plays/${randomUUID()}`, { token });
    expect([stranger.status, unknown.status]).toEqual([404, 404]);
    expect({ ...stranger.body, requestId: "" }).toEqual({ ...unknown.body, requestId: "" });

    const wallet = await call("/api/players/me/prizes", { token });
    expect(wallet.body.prizes).toMatchObject([
      { playId, couponId: String(couponId), mask: "…AB12" },
    ]);
  });

  it("answers a loss with faces that are no win", async () => {
    const game = await insertGame(database.sql, { revealSeconds: 6 });
    const token = tokenFor(game);
    const playId = randomUUID();
    await pull(game, token, playId);
    await decideByHand(database.sql, playId);
    const lost = await call(`/api/plays/${playId}?waitMs=5000`, { token });
    expect(lost.body.state).toBe("LOSE");
    expect(new Set(lost.body.faces as number[]).size).toBeGreaterThan(1);
    expect(lost.text).not.toContain("prize");
  });

  it("stays pending while nothing is decided and answers as soon as it is", async () => {
    const game = await insertGame(database.sql, { revealSeconds: 6 });
    const token = tokenFor(game);
    const playId = randomUUID();
    await pull(game, token, playId);
    expect((await call(`/api/plays/${playId}?waitMs=1300`, { token })).body.state).toBe("PENDING");
    const waiting = call(`/api/plays/${playId}?waitMs=15000`, { token });
    await decideByHand(database.sql, playId);
    expect((await waiting).body.state).toBe("LOSE");
  });

  it("refuses by code and status", async () => {
    const game = await insertGame(database.sql, { playsPerPlayer: 1 });
    const other = await insertGame(database.sql);
    const paused = await insertGame(database.sql, { state: "paused" });
    const over = await insertGame(database.sql, { startsInS: -100, endsInS: -1 });
    const early = await insertGame(database.sql, { startsInS: 100, state: "scheduled" });
    const closed = await insertGame(database.sql, { whoMayPlay: "identified" });
    const token = tokenFor(game);
    const playId = randomUUID();
    expect((await pull(game, token, playId)).status).toBe(202);
    const seen = async (reply: Promise<Reply>) => {
      const { status, body } = await reply;
      return `${status} ${body.code}`;
    };
    expect(await seen(pull(game, token))).toBe("403 play_limit");
    expect(await seen(pull(game, tokenFor(game), playId))).toBe("404 unknown_play");
    expect(await seen(pull(other, token))).toBe("401 player_token_invalid");
    const both = tokens.mint(other.campaignId, "", tokens.read(token)).token;
    expect(await seen(pull(other, both, playId))).toBe("409 conflict");
    expect(await seen(pull(paused, tokenFor(paused)))).toBe("409 paused");
    expect(await seen(pull(over, tokenFor(over)))).toBe("410 closed");
    expect(await seen(pull(early, tokenFor(early)))).toBe("409 not_started");
    expect(await seen(pull(closed, tokenFor(closed)))).toBe("403 not_eligible");
    expect(await seen(pull({ ...game, gameId: randomUUID() }, token))).toBe("404 unknown_game");
    expect(await seen(call("/api/plays", { method: "POST" }))).toBe("401 player_token_invalid");
    const send = (body: string) => seen(call("/api/plays", { method: "POST", token, body }));
    expect(await send("{")).toBe("400 bad_request");
    expect(await send("{}")).toBe("422 invalid");
    const gameId = game.gameId;
    const fields = { playId: randomUUID(), gameId };
    expect(await send(JSON.stringify({ ...fields, extra: 1 }))).toBe("422 invalid");
    expect(await send(JSON.stringify({ ...fields, meta: { a: "\u0000" } }))).toBe("422 invalid");
    expect(await send(JSON.stringify({ ...fields, meta: { a: "x".repeat(1100) } }))).toBe(
      "422 invalid",
    );
    expect(await send(`"${"x".repeat(70_000)}"`)).toBe("413 payload_too_large");
    expect(await seen(call("/api/plays/nonsense", { token }))).toBe("404 not_found");
  });

  it("refuses plays outside the opening hours, and says when it opens again", async () => {
    const game = await insertGame(database.sql, { startsInS: -60, openS: [0, 30, 600, 900] });
    const reply = await pull(game, tokenFor(game));
    const [row] = await database.sql`
      select (extract(epoch from starts_at + interval '600 s') * 1000)::float8 as ms from game where id = ${game.gameId}`;
    const opensAt = new Date(row?.ms).toISOString();
    expect(reply).toMatchObject({ status: 409, body: { code: "not_open" } });
    expect(reply.body.detail).toBe(`It opens again at ${opensAt}.`);
    const view = await call(`/api/games/${game.gameId}`);
    expect(view.body).toMatchObject({ state: "not_open", opensAt });
    const [held] = await database.sql`
      select count(*)::integer as n from player_game where game_id = ${game.gameId} and plays > 0`;
    expect(held?.n).toBe(0);
  });

  it("stops a script that pulls without end", async () => {
    const game = await insertGame(database.sql);
    const token = tokenFor(game);
    const startMs = performance.now();
    const replies = await Promise.all(Array.from({ length: 100 }, () => pull(game, token)));
    // A burst of ten, and one for each second that a busy machine took.
    const refilled = Math.ceil((performance.now() - startMs) / 1000);
    const taken = replies.filter(({ status }) => status === 202);
    const refused = replies.filter(({ status }) => status === 429);
    expect(taken.length).toBeGreaterThanOrEqual(10);
    expect(taken.length).toBeLessThanOrEqual(10 + refilled);
    expect(refused).toHaveLength(100 - taken.length);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("gives a bot that tries a thousand times what any player gets", async () => {
    const game = await insertGame(database.sql, { playsPerPlayer: 5 });
    const token = tokenFor(game);
    const statuses = new Map<number, number>();
    for (let round = 0; round < 20; round++) {
      const replies = await Promise.all(Array.from({ length: 50 }, () => pull(game, token)));
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(statuses.get(202)).toBe(5);
    // The first burst may ask, the others are turned away before they cost anything.
    expect(statuses.get(429)).toBeGreaterThan(900);
    expect((statuses.get(202) ?? 0) + (statuses.get(403) ?? 0)).toBe(
      1_000 - (statuses.get(429) ?? 0),
    );
    const [held] = await database.sql`
      select count(*)::integer as n from play where game_id = ${game.gameId}`;
    expect(held?.n).toBe(5);
  });

  it("refuses new plays of a sold-out game and a full queue, and still answers old ones", async () => {
    const game = await insertGame(database.sql, { quantity: 0 });
    const token = tokenFor(game);
    expect((await pull(game, token)).body.code).toBe("sold_out");
    const busy = await insertGame(database.sql);
    const mine = tokenFor(busy);
    const playId = randomUUID();
    expect((await pull(busy, mine, playId)).status).toBe(202);
    await database.sql`update game set last_seq = 1000000 where id = ${busy.gameId}`;
    const refused = await eventually("the backlog is seen", async () => {
      const reply = await pull(busy, tokenFor(busy));
      return reply.status === 429 && reply;
    });
    expect(refused.body.code).toBe("backlog");
    expect(Number(refused.headers.get("retry-after"))).toBe(30);
    expect((await pull(busy, mine, playId)).status).toBe(202);
  });

  it("answers the same from a route handler of web", async () => {
    const game = await insertGame(database.sql);
    const token = tokenFor(game);
    const playId = randomUUID();
    const services = playServices(host.runtime);
    const send = (path: string, method: string, body?: object) =>
      respondPlayApi(
        services,
        new Request(`http://web${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      );
    const taken = await send("/api/plays", "POST", { playId, gameId: game.gameId });
    expect(taken.status).toBe(202);
    const accepted = await taken.json();
    expect((await pull(game, token, playId)).body.acceptedAt).toBe(accepted.acceptedAt);
    const pending = await send(`/api/plays/${playId}`, "GET");
    expect(await pending.text()).toBe((await call(`/api/plays/${playId}`, { token })).text);
    expect((await send("/api/plays", "DELETE")).status).toBe(404);
  });

  it("shows the public facts of a game, and nothing of a play before the seed is out", async () => {
    const game = await insertGame(database.sql, { quantity: 7 });
    const view = await call(`/api/games/${game.gameId}`);
    expect(view.body).toMatchObject({ state: "live", left: 7, total: 7, lagS: 0, opensAt: null });
    expect((await call(`/api/games/${randomUUID()}`)).status).toBe(404);
    const token = tokenFor(game);
    const playId = randomUUID();
    await pull(game, token, playId);
    await decideByHand(database.sql, playId);
    const sealed = await call(`/api/plays/${playId}/proof`);
    const { gameId } = game;
    expect(sealed.body).toMatchObject({
      playId,
      isRevealed: false,
      evidence: null,
      game: { gameId },
    });
    expect(sealed.text).not.toMatch(/LOSE|outcome|salt|player/);
    expect((await call(`/api/plays/${randomUUID()}/proof`)).body.code).toBe("unknown_play");
    const chain = await call(`/api/games/${game.gameId}/chain?after=0`);
    expect(chain.body.code).toBe("log_not_public");
    const promise = await call(`/api/games/${game.gameId}/proof`);
    expect(promise.body).toMatchObject({ isRevealed: false, seed: null, committed: null });
    expect(promise.body.publicKey).toMatch(/^302a300506032b6570032100[0-9a-f]{64}$/);
  });
});
