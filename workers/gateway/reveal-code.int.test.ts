import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPool } from "#lib/testing/factories.ts";
import { decideByHand } from "#lib/testing/fake-decisions.ts";
import { startTestGateway, type TestGateway, tokenFor } from "#lib/testing/gateway-fixture.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";

let host: TestGateway;
beforeAll(async () => {
  host = await startTestGateway();
});
afterAll(() => host.stop());

/** A decided win whose coupon really opens; due at once unless told otherwise. */
async function winner({ isDue = true } = {}) {
  const { sql } = host.database;
  const game = await insertGame(sql);
  const pool = await createPool(sql, game.brandId, 1);
  const [couponId = 0] = pool.couponIds;
  const [code = ""] = pool.codes;
  const token = tokenFor(game);
  const playId = randomUUID();
  await host.pull(game, token, playId);
  if (isDue) await sql`update play set reveal_at = clock_timestamp() where play_id = ${playId}`;
  await decideByHand(sql, playId, { prizeId: game.prizeId, couponId });
  return { game, token, playId, code, couponId };
}

const accesses = async (couponId: number) => {
  const rows = await host.database.sql`
    select actor_kind, purpose from coupon_access where coupon_id = ${couponId}`;
  return rows.length;
};

describe("revealing a code", () => {
  it("shows the code to its owner and records each time", async () => {
    const { token, playId, code, couponId } = await winner();
    const reveal = () => host.call(`/api/plays/${playId}/reveal`, { method: "POST", token });
    const first = await reveal();
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      code,
      couponId: String(couponId),
      headline: "A free coffee",
    });
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(await accesses(couponId)).toBe(1);
    expect((await reveal()).body.code).toBe(code);
    expect(await accesses(couponId)).toBe(2);
    const [coupon] = await host.database.sql`select state from coupon where id = ${couponId}`;
    expect(coupon?.state).toBe("ISSUED");
  });

  it("tells strangers, losers and the unknown the same nothing", async () => {
    const { game, playId, couponId } = await winner();
    const loser = tokenFor(game);
    const lost = randomUUID();
    await host.pull(game, loser, lost);
    await decideByHand(host.database.sql, lost);
    for (const [id, token] of [
      [playId, loser],
      [lost, loser],
      [randomUUID(), loser],
    ] as const) {
      const reply = await host.call(`/api/plays/${id}/reveal`, { method: "POST", token });
      expect([reply.status, reply.body.code]).toEqual([404, "unknown_play"]);
    }
    const anonymous = await host.call(`/api/plays/${playId}/reveal`, { method: "POST" });
    expect(anonymous.status).toBe(401);
    expect(await accesses(couponId)).toBe(0);
  });

  it("shows nothing before the reveal time", async () => {
    const { token, playId, couponId, code } = await winner({ isDue: false });
    const reply = await host.call(`/api/plays/${playId}/reveal`, { method: "POST", token });
    expect([reply.status, reply.body.code]).toEqual([409, "coupon_not_yet"]);
    expect(reply.text).not.toContain(code);
    expect(await accesses(couponId)).toBe(0);
  });

  it("shows nothing when the access cannot be recorded", async () => {
    const { token, playId, code } = await winner();
    const { sql } = host.database;
    await sql`alter table coupon_access add constraint no_access check (purpose <> 'reveal') not valid`;
    const reply = await host.call(`/api/plays/${playId}/reveal`, { method: "POST", token });
    await sql`alter table coupon_access drop constraint no_access`;
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain(code);
  });

  it("shows nothing of an expired coupon", async () => {
    const { token, playId, couponId } = await winner();
    await host.database.sql`
      update coupon set expires_at = now() - interval '1 second' where id = ${couponId}`;
    const reply = await host.call(`/api/plays/${playId}/reveal`, { method: "POST", token });
    expect([reply.status, reply.body.code]).toEqual([410, "coupon_expired"]);
  });

  it("answers a form with a page that is never stored or framed", async () => {
    const { token, playId, code } = await winner();
    const form = await host.call(`/api/plays/${playId}/reveal`, {
      method: "POST",
      headers: {
        cookie: `frolic_player=${token}`,
        origin: host.base,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "x=1",
    });
    expect(form.status).toBe(200);
    expect(form.text).toContain(code);
    expect(form.headers.get("cache-control")).toBe("no-store");
    expect(form.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});
