import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promotionDayCsv, promotionServerCsv } from "#lib/analytics/promotion-csv.ts";
import { certificateSigner } from "#lib/http/shared/certificate-signer.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";
import { issueCertificate } from "#lib/promotions/certificate.ts";
import { followLink } from "#lib/promotions/click.ts";
import { findPostbackKey } from "#lib/promotions/conversion.ts";
import { promotionReport } from "#lib/promotions/promotion-report.ts";
import { trackInputSchema } from "#lib/promotions/track-contract.ts";
import { trackEvent } from "#lib/promotions/track-event.ts";
import { verifyCertificate } from "#lib/promotions/verify-certificate.ts";
import { createBrand, testSecret } from "#lib/testing/factories.ts";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import { startTestGateway, type TestGateway } from "#lib/testing/gateway-fixture.ts";
import { type GameFixture, insertGame } from "#lib/testing/play-fixtures.ts";
import {
  createLink,
  createPromoServer,
  createPromotion,
  place,
  type TestPromoServer,
  type TestPromotion,
  takeAway,
} from "#lib/testing/promotion-rows.ts";
import { eventually } from "#lib/testing/stores.ts";

let host: TestGateway;
beforeAll(async () => {
  host = await startTestGateway();
});
afterAll(() => host.stop());

const sql = () => host.database.sql;
const system: Actor = { kind: "system" };
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const brandActor = (brandId: string): Actor => ({
  ...{ kind: "user", userId: randomUUID(), role: "brand", brandId },
});
const secondsAgo = (s: number) => Math.floor(Date.now() / 1000) - s;

function post(promotion: TestPromotion, server: TestPromoServer, ago: number, variant = "a") {
  const input = trackInputSchema.parse({
    ...{ serverUuid: server.id, campaignId: promotion.campaignId, eventType: "POSTED" },
    ...{ timestamp: secondsAgo(ago), messageId: `m${ago}`, channelId: "42", variantId: variant },
  });
  return trackEvent({ sql: sql() }, system, input);
}

let visitors = 0;
async function click(token: string, playerId?: string): Promise<string> {
  visitors += 1;
  const deps = { sql: sql(), clock: systemClock, logger: host.runtime.logger };
  const { reference } = await followLink(
    { ...deps, masterSecret: testSecret },
    {
      ...{ token, playerId, method: "GET", address: `198.51.100.${visitors}`, purpose: undefined },
      ...{ destination: "document", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" },
    },
  );
  return reference ?? "";
}

async function mint(game: GameFixture, reference?: string) {
  const answer = await host.call("/api/players", {
    method: "POST",
    body: JSON.stringify({ campaignId: game.campaignId }),
    headers: reference ? { cookie: `a=b; frolic_ref=${reference}` } : {},
  });
  expect(answer.status).toBe(201);
  return answer.body as { readonly playerId: string; readonly token: string };
}

describe("the funnel of a promotion", () => {
  it("counts plays, revealed wins and redemptions of the players it brought, once each", async () => {
    const game = await insertGame(sql(), { revealSeconds: 6 });
    const given = { promotedCampaignId: game.campaignId };
    const [promotion, other] = [
      await createPromotion(sql(), given),
      await createPromotion(sql(), given),
    ];
    const server = await createPromoServer(sql(), { name: "Anna's guild" });
    await place(sql(), { promotion, server });
    const token = await createLink(sql(), { promotion, server });
    await post(promotion, server, 60);
    const reference = await click(token);
    const forged = `${reference.slice(0, -2)}AA`;
    const [came, organic, forger] = [
      await mint(game, reference),
      await mint(game),
      await mint(game, forged),
    ];
    // The second promotion comes too late for this player.
    await click(await createLink(sql(), { promotion: other, server }), came.playerId);
    const playId = randomUUID();
    for (const { token: player } of [organic, forger]) await host.pull(game, player);
    expect((await host.pull(game, came.token, playId)).status).toBe(202);
    const couponId = await insertCoupon(sql(), game.prizeId);
    await decideByHand(sql(), playId, { prizeId: game.prizeId, couponId });
    const report = () => promotionReport(sql(), staff, { promotionId: promotion.id });
    expect((await report()).totals).toMatchObject({
      players: 1,
      plays: 1,
      wins: 0,
      redemptions: 0,
    });
    await eventually("the reveal", async () => (await report()).totals.wins === 1);
    await sql()`
      update coupon set state = 'REDEEMED', issued_at = now(), redeemed_at = now() where id = ${couponId}`;
    const told = await report();
    const counts = { posts: 1, clicks: 1, conversions: 0, plays: 1, wins: 1, redemptions: 1 };
    expect(told.totals).toMatchObject(counts);
    expect(told.servers).toMatchObject([{ name: "Anna's guild", billedAs: 1, ...counts }]);
    expect(told.days).toHaveLength(1);
    expect(told.ab.arms[0]).toMatchObject({ clickedPosts: 1, conversions: 1 });
    const { totals } = await promotionReport(sql(), staff, { promotionId: other.id });
    expect(totals).toMatchObject({ clicks: 1, players: 0, plays: 0 });
    expect(promotionServerCsv(told)).toMatch(/Anna's guild,discord,,a,.*,1,,0,1,1,0,1,1,1\r\n$/);
    expect(promotionDayCsv(told).split("\r\n")).toHaveLength(3);
  });
});

describe("a report", () => {
  it("puts clicks to the post before them, and complaints to a thousand posts", async () => {
    const promotion = await createPromotion(sql(), { variants: 2 });
    const servers = [await createPromoServer(sql()), await createPromoServer(sql())];
    for (const [variant, server] of servers.entries()) {
      await place(sql(), { promotion, server, variant });
      for (let i = 1; i <= 5; i++) {
        await post(promotion, server, i * 600, variant === 0 ? "a" : "b");
      }
    }
    const [a] = servers;
    if (!a) throw new Error("no promo server");
    const token = await createLink(sql(), { promotion, server: a });
    for (let i = 0; i < 3; i++) await click(token);
    await sql()`
      update promotion_event set at = now() - interval '45 minutes'
      where id = (select max(id) from promotion_event where promotion_id = ${promotion.id})`;
    const mute = { eventType: "MUTE", timestamp: secondsAgo(1), campaignId: promotion.campaignId };
    await trackEvent({ sql: sql() }, system, trackInputSchema.parse({ ...mute, serverUuid: a.id }));
    const report = await promotionReport(sql(), staff, { promotionId: promotion.id });
    expect(report.ab.arms).toMatchObject([
      { key: "a", posts: 5, clicks: 3, clickedPosts: 2 },
      { key: "b", posts: 5, clicks: 0, clickedPosts: 0 },
    ]);
    expect(report.ab.verdict).toMatch(/^Not enough data yet/);
    expect(report.complaints).toEqual({ OPT_OUT: 0, MUTE: 1, FORBIDDEN: 0 });
    expect(report.complaintsPer1000Posts).toBe(100);
  });

  it("and the certificate are for staff and the promotion's brand, for nobody else", async () => {
    const [own, foreign] = [await createBrand(sql()), await createBrand(sql())];
    const { id: promotionId } = await createPromotion(sql(), { brandId: own.id });
    const deps = {
      ...{ sql: sql(), masterSecret: testSecret, baseUrl: "https://frolic.example" },
      signer: certificateSigner(testSecret),
    };
    const asks = [
      (actor: Actor) => promotionReport(sql(), actor, { promotionId }),
      (actor: Actor) => issueCertificate(deps, actor, { promotionId }),
      (actor: Actor) => findPostbackKey(deps, actor, { promotionId }),
    ];
    for (const ask of asks) {
      for (const actor of [staff, brandActor(own.id)])
        await expect(ask(actor)).resolves.toBeTruthy();
      await expect(ask(brandActor(foreign.id))).rejects.toMatchObject({
        code: "promotion_not_found",
      });
    }
  });
});

describe("an exposure certificate of the database", () => {
  it("names N promo servers, the makegood among them, and is verified with the published key", async () => {
    const promotion = await createPromotion(sql(), { servers: 3 });
    const servers: TestPromoServer[] = [];
    for (const name of ["One", "Two", "Lost", "Spare", "Late"]) {
      servers.push(await createPromoServer(sql(), { name }));
    }
    const [one, two, lost, spare, late] = servers;
    if (!one || !two || !lost || !spare || !late) throw new Error("no promo server");
    for (const server of [one, two, lost]) await place(sql(), { promotion, server }, 1);
    await takeAway(sql(), { promotion, server: lost }, { version: 2, cause: "gone" });
    await place(sql(), { promotion, server: spare }, 2);
    for (const [index, server] of [one, spare, two, late].entries()) {
      await post(promotion, server, 100 - index);
    }
    const signer = certificateSigner(testSecret);
    const { certificate, text } = await issueCertificate(
      { sql: sql(), signer, baseUrl: "https://frolic.example" },
      staff,
      { promotionId: promotion.id },
    );
    expect(certificate.head).toMatchObject({
      ...{ state: "complete", booked: 3, delivered: 3, missing: 0, makegoods: 1 },
      unbilled: { promoServers: 1, posts: 1 },
    });
    expect(certificate.exposures.map(({ name }) => name)).toEqual(["One", "Spare", "Two"]);
    expect(certificate.exposures[1]?.makegoodFor).toEqual({ promoServerId: lost.id, name: "Lost" });
    expect(verifyCertificate(text, publishedKey(testSecret).spki)).toMatchObject({ ok: true });
    expect(verifyCertificate(text.replace('"Spare"', '"Spade"'))).toMatchObject({
      fault: { part: "row", row: 2 },
    });
  });
});
