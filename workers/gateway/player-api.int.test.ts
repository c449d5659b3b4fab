import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import type { TestDatabase } from "#lib/testing/stores.ts";

let host: TestGateway;
let database: TestDatabase;
let base: string;
let call: TestGateway["call"];

beforeAll(async () => {
  host = await startTestGateway();
  ({ database, base, call } = host);
});
afterAll(() => host.stop());

describe("players over HTTP", () => {
  it("mints a token as a cookie and takes it from our own pages only", async () => {
    const game = await insertGame(database.sql);
    const minted = await call("/api/players", {
      method: "POST",
      body: JSON.stringify({ gameId: game.gameId }),
    });
    expect(minted.status).toBe(201);
    const cookie = minted.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^frolic_player=.*HttpOnly; SameSite=Lax$/);
    const from = (headers: Record<string, string>) =>
      call("/api/plays", {
        method: "POST",
        headers: { cookie: cookie.split(";")[0] ?? "", ...headers },
        body: JSON.stringify({ playId: randomUUID(), gameId: game.gameId }),
      });
    expect((await from({ origin: base, "sec-fetch-site": "same-origin" })).status).toBe(202);
    expect((await from({ origin: "https://evil.example" })).status).toBe(403);
    expect((await from({ origin: "null" })).status).toBe(403);
    expect((await from({})).status).toBe(403);
    const forged = { origin: "http://evil.example", "x-forwarded-host": "evil.example" };
    expect((await from(forged)).status).toBe(403);
    const more = await call("/api/players", {
      method: "POST",
      headers: { cookie: cookie.split(";")[0] ?? "", origin: base },
      body: JSON.stringify({ gameId: game.gameId }),
    });
    expect(more.body.playerId).toBe(minted.body.playerId);
  });

  it("plays without JavaScript and comes back to the page", async () => {
    const game = await insertGame(database.sql);
    const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      call("/api/plays", {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { origin: base, "content-type": "application/x-www-form-urlencoded", ...headers },
      });
    const reply = await post({ gameId: game.gameId, back: "/p/spring" });
    expect(reply.status).toBe(303);
    expect(reply.headers.get("location")).toMatch(/^\/p\/spring\?play=[0-9a-f-]{36}$/);
    const cookie = reply.headers.get("set-cookie")?.split(";")[0] ?? "";
    const playId = reply.headers.get("location")?.split("=")[1] ?? "";
    expect((await call(`/api/plays/${playId}`, { headers: { cookie } })).body.state).toBe(
      "PENDING",
    );
    const bad = await post({ gameId: game.gameId, back: "https://evil.example" });
    expect(bad.status).toBe(400);
    const unknown = await post({ gameId: randomUUID(), back: "/p/spring" });
    expect(unknown.headers.get("location")).toBe("/p/spring?problem=unknown_game");
    const crossSite = { origin: "https://evil.example" };
    expect((await post({ gameId: game.gameId, back: "/p/spring" }, crossSite)).status).toBe(403);
  });

  it("asks who plays without JavaScript for the same confirmations", async () => {
    const game = await insertGame(database.sql);
    const rules = JSON.stringify({ rules: { minimumAge: 18, consentText: "I agree." } });
    await database.sql`update campaign set doc = ${rules}::text::jsonb where id = ${game.campaignId}`;
    const post = async (fields: Record<string, string>) => {
      const reply = await call("/api/plays", {
        method: "POST",
        body: new URLSearchParams({ gameId: game.gameId, back: "/p/spring", ...fields }),
        headers: { origin: base, "content-type": "application/x-www-form-urlencoded" },
      });
      return reply.headers.get("location");
    };
    expect(await post({ consent: "on" })).toBe("/p/spring?problem=not_confirmed");
    const went = await post({ consent: "on", age: "on" });
    const playId = went?.split("play=")[1] ?? "";
    const plays =
      await database.sql`select play_id as id, meta from play where game_id = ${game.gameId}`;
    expect(plays).toEqual([{ id: playId, meta: { gatePassed: true } }]);
  });

  it("hands out so many tokens per address, more in a hall", async () => {
    const game = await insertGame(database.sql);
    const hall = await insertGame(database.sql, { hallMode: true });
    const mint = ({ campaignId }: { campaignId: string }) =>
      call("/api/players", { method: "POST", body: JSON.stringify({ campaignId }) });
    const replies = await Promise.all(Array.from({ length: 30 }, () => mint(game)));
    expect(replies.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(20);
    expect(replies.some(({ body }) => body.code === "rate_limited")).toBe(true);
    const crowd = await Promise.all(Array.from({ length: 100 }, () => mint(hall)));
    expect(crowd.every(({ status }) => status === 201)).toBe(true);
    expect((await mint({ campaignId: randomUUID() })).body.code).toBe("campaign_not_found");
  });
});
