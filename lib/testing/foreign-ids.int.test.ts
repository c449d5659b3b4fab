// Somebody else's thing is answered like one that is not there: the same bytes, after the same statements in the same
// order. That is what "as long" means here; a clock would compare the machine's load.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getAdDetail } from "#lib/ads/ad-detail.ts";
import { getAdWebhook } from "#lib/ads/ad-webhook.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { getAd } from "#lib/ads/get-ad.ts";
import { cancelAd, retryAd } from "#lib/ads/move-ad.ts";
import { removePolicy } from "#lib/ads/policies.ts";
import { redeemCoupon, rollbackRedemption } from "#lib/coupons/redeem-coupon.ts";
import { problemOf } from "#lib/http/shared/problem.ts";
import type { Actor, ApiKeyScope } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { createResultReader } from "#lib/plays/read-result.ts";
import { revealCode } from "#lib/plays/reveal-code.ts";
import { getAllApps } from "#lib/promotions/all-apps.ts";
import { cancelPromotion } from "#lib/promotions/cancel-promotion.ts";
import { issueCertificate } from "#lib/promotions/certificate.ts";
import { makeClickReference } from "#lib/promotions/click-reference.ts";
import { findPostbackKey, takeKeyedPostback } from "#lib/promotions/conversion.ts";
import { heartbeat } from "#lib/promotions/heartbeat.ts";
import { getNetworkPromotion } from "#lib/promotions/network-promotions.ts";
import { pausePromotion } from "#lib/promotions/pause-promotion.ts";
import { promotionReport } from "#lib/promotions/promotion-report.ts";
import {
  type BatchDeps,
  createBatchCache,
  getServerCampaigns,
} from "#lib/promotions/server-batch.ts";
import { getServerStatus } from "#lib/promotions/server-status.ts";
import { trackInputSchema } from "#lib/promotions/track-contract.ts";
import { trackEvent } from "#lib/promotions/track-event.ts";
import { unregisterServer } from "#lib/promotions/unregister-server.ts";
import { createWholeList } from "#lib/promotions/whole-list.ts";
import { createBrand, createPool, testSecret } from "#lib/testing/factories.ts";
import { decideByHand, insertCoupon } from "#lib/testing/fake-decisions.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import {
  createLink,
  createPromoServer,
  createPromotion,
  place,
} from "#lib/testing/promotion-rows.ts";
import { recordedSql } from "#lib/testing/recorded-sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

interface Seen {
  readonly answer: string;
  readonly statements: readonly string[];
}

type Ask = (sql: Sql, id: string) => Promise<unknown>;

let database: TestDatabase;
let ids: Readonly<Record<"play" | "coupon" | "code" | "ad" | "policy" | "server", string>> &
  Readonly<Record<"promotion" | "wireKey" | "click", string>>;
const [own, other] = [randomUUID(), randomUUID()];
const owner = { mine: "", theirs: "" };

/** A key of one person, or of one brand. */
const key = (ownerId: string, scopes: ApiKeyScope[], brandId: string | null = null): Actor => ({
  ...{ kind: "api_key", keyId: "k", scopes, ownerId, brandId },
});
const brand = (brandId: string): Actor => ({
  ...{ kind: "user", userId: randomUUID(), role: "brand", brandId },
});

beforeAll(async () => {
  database = await createTestDatabase();
  const { sql } = database;
  const mine = await createBrand(sql);
  owner.mine = mine.id;
  owner.theirs = (await createBrand(sql)).id;
  const pool = await createPool(sql, mine.id, 2);
  await sql`update coupon set state = 'ISSUED', play_id = gen_random_uuid() where pool_id = ${pool.id}`;
  const game = await insertGame(sql);
  const playId = randomUUID();
  await sql`
    insert into play (play_id, game_id, player_id, seq, salt, accepted_at, reveal_at, t_us)
    values (${playId}, ${game.gameId}, ${own}, 1, '\\x00', now(), now() + interval '1 hour', 1)`;
  await sql`insert into play_key select play_id, game_id, player_id, seq from play`;
  const couponId = await insertCoupon(sql, game.prizeId);
  await decideByHand(sql, playId, { prizeId: game.prizeId, couponId });
  const [ad] = await sql<{ id: string }[]>`
    insert into ad (owner_id, brand_id, title, description, genre, target_audience, visual_elements, call_to_action,
                    duration, priority, partition, status)
    values (${own}, ${mine.id}, 'Kite', 'A game.', 'Puzzle', '{18-34}', '{}', 'Play now', 30, 3, 0, 'DEAD')
    returning id`;
  const [policy] = await sql<{ id: string }[]>`
    insert into ad_policy (brand_id, kind, phrase) values (${mine.id}, 'prohibited', 'kites') returning id`;
  const server = await createPromoServer(sql, { ownerId: own });
  const promotion = await createPromotion(sql, { brandId: mine.id });
  await place(sql, { promotion, server });
  const link = await createLink(sql, { promotion, server });
  ids = {
    ...{ play: playId, code: pool.codes[0] ?? "", coupon: String(pool.couponIds[1]) },
    ...{ ad: toPublicId("ad", ad?.id ?? ""), policy: policy?.id ?? "", server: server.id },
    ...{ promotion: promotion.id, wireKey: promotion.campaignId },
    click: makeClickReference(testSecret, link, Date.now() / 1000),
  };
});
afterAll(() => database.drop());

const logger = createLogger("test", "silent");
/** A refusal never gets as far as Redis. */
const noRedis = {} as Parameters<typeof createResultReader>[0]["redis"];
const reader = (sql: Sql) =>
  createResultReader({ sql, redis: noRedis, clock: systemClock, logger });
const queue = { add: async () => undefined };
const ads = (sql: Sql) => ({ sql, queue, judgeWebhook: async () => undefined });
const codes = (sql: Sql) => ({ sql, masterSecret: testSecret });
const batches = (sql: Sql): BatchDeps => {
  const baseUrl = "http://localhost:3000";
  const whole = createWholeList({ sql, baseUrl, clock: systemClock });
  return { sql, baseUrl, batches: createBatchCache(), whole };
};
const signer = { keyId: "k", spki: "", sign: () => new Uint8Array(64) };

/** What was answered, a refusal as its bytes, and every statement that it took. */
async function see(ask: Ask, id: string): Promise<Seen> {
  const statements: string[] = [];
  const answer = await ask(recordedSql(database.sql, statements), id).then(
    () => "served",
    (error: unknown) => JSON.stringify(problemOf(error, "")),
  );
  return { answer, statements };
}

interface Case {
  readonly name: string;
  readonly id: () => string;
  readonly unknown?: () => string;
  /** As somebody else asks, and as its owner does. */
  readonly theirs: Ask;
  readonly mine: Ask;
}

/** One call with two callers. */
function call<W>(
  name: string,
  id: () => string,
  who: { readonly theirs: () => W; readonly mine: () => W },
  ask: (sql: Sql, who: W, id: string) => Promise<unknown>,
  unknown?: () => string,
): Case {
  return {
    ...{ name, id, ...(unknown ? { unknown } : {}) },
    theirs: (sql, asked) => ask(sql, who.theirs(), asked),
    mine: (sql, asked) => ask(sql, who.mine(), asked),
  };
}

const players = { theirs: () => other, mine: () => own };
const tills = {
  theirs: () => key(other, ["coupons:redeem"], owner.theirs),
  mine: () => key(own, ["coupons:redeem"], owner.mine),
};
const brands = { theirs: () => brand(owner.theirs), mine: () => brand(owner.mine) };
const makers = { theirs: () => key(other, ["ads:write"]), mine: () => key(own, ["ads:write"]) };
const bots = { theirs: () => key(other, ["bot"]), mine: () => key(own, ["bot"]) };
const admins = {
  theirs: () => key(other, ["admin"], owner.theirs),
  mine: () => key(own, ["admin"], owner.mine),
};
const advertisers = {
  theirs: () => key(other, ["ads:write"], owner.theirs),
  mine: () => key(own, ["ads:write"], owner.mine),
};

const play = () => ids.play;
const ad = () => ids.ad;
const noAd = () => toPublicId("ad", randomUUID());
const server = () => ids.server;
const promotion = () => ids.promotion;
const patch = { version: 1, patch: { priority: 2 } };

const cases: readonly Case[] = [
  call("a play", play, players, (sql, playerId, playId) => reader(sql).read({ playId, playerId })),
  call("a play's code", play, players, (sql, playerId, playId) =>
    revealCode(codes(sql), { playId, playerId }),
  ),
  call(
    "a coupon by its code",
    () => ids.code,
    tills,
    (sql, actor, code) => redeemCoupon(codes(sql), actor, { code }),
    () => "TEST-000000000000",
  ),
  call(
    "a coupon by its id",
    () => ids.coupon,
    tills,
    (sql, actor, couponId) => rollbackRedemption({ sql }, actor, { couponId, reason: "x" }),
    () => "999999999",
  ),
  ...[brands, makers].flatMap((who) => [
    call("an ad", ad, who, getAd, noAd),
    call("an ad's page", ad, who, (sql, by, adId) => getAdDetail(sql, by, { adId }), noAd),
    call(
      "an ad's webhook",
      ad,
      who,
      (sql, by, adId) => getAdWebhook({ sql, masterSecret: testSecret }, by, { adId }),
      noAd,
    ),
    call(
      "a change of an ad",
      ad,
      who,
      (sql, by, adId) => changeAd(ads(sql), by, { adId, ...patch }),
      noAd,
    ),
    call("another run of an ad", ad, who, (sql, by, adId) => retryAd(ads(sql), by, { adId }), noAd),
    call("the end of an ad", ad, who, (sql, by, adId) => cancelAd(ads(sql), by, { adId }), noAd),
  ]),
  call("a promo server's state", server, bots, (sql, by, serverUuid) =>
    getServerStatus({ sql }, by, { serverUuid }),
  ),
  call("a sign of life", server, bots, (sql, by, serverUuid) =>
    heartbeat({ sql }, by, { serverUuid }),
  ),
  call("a batch", server, bots, (sql, by, serverUuid) =>
    getServerCampaigns(batches(sql), by, { serverUuid }),
  ),
  call("the whole list", server, bots, (sql, by, serverUuid) =>
    getAllApps(batches(sql), by, { cursor: undefined, limit: undefined, serverUuid }),
  ),
  call("a receipt", server, bots, (sql, by, serverUuid) =>
    trackEvent({ sql }, by, receipt(serverUuid)),
  ),
  call("the end of a registration", server, bots, (sql, by, serverUuid) =>
    unregisterServer({ sql }, by, { serverUuid }),
  ),
  call("a promotion", promotion, brands, (sql, by, promotionId) =>
    getNetworkPromotion(sql, by, { promotionId }),
  ),
  call("a promotion's report", promotion, brands, (sql, by, promotionId) =>
    promotionReport(sql, by, { promotionId }),
  ),
  call("a certificate", promotion, brands, (sql, by, promotionId) =>
    issueCertificate({ sql, signer, baseUrl: "" }, by, { promotionId }),
  ),
  call("a postback's key", promotion, brands, (sql, by, promotionId) =>
    findPostbackKey({ sql, masterSecret: testSecret }, by, { promotionId }),
  ),
  call(
    "a postback",
    () => ids.click,
    advertisers,
    (sql, by, click) => takeKeyedPostback({ sql, masterSecret: testSecret }, by, { click }),
    () => makeClickReference(testSecret, "0123456789abcdef", Date.now() / 1000),
  ),
  call("a promotion's pause", promotion, admins, (sql, by, promotionId) =>
    pausePromotion({ sql }, by, { promotionId }),
  ),
  call("a promotion's end", promotion, admins, (sql, by, promotionId) =>
    cancelPromotion({ sql }, by, { promotionId }),
  ),
];

const receipt = (serverUuid: string) =>
  trackInputSchema.parse({
    ...{ serverUuid, campaignId: ids.wireKey, eventType: "POSTED", messageId: "1" },
    timestamp: Math.floor(Date.now() / 1000),
  });

describe("what is somebody else's", () => {
  it.each(cases)("is answered like what is not there: $name", async (each) => {
    const foreign = await see(each.theirs, each.id());
    const unknown = await see(each.theirs, each.unknown?.() ?? randomUUID());
    expect(foreign.statements.length).toBeGreaterThan(0);
    expect(foreign).toEqual(unknown);
    expect(JSON.parse(foreign.answer)).toMatchObject({ status: 404 });
    // The control: the owner gets further, so it was there to be found.
    expect((await see(each.mine, each.id())).answer).not.toBe(foreign.answer);
  });

  it("is also when this process has just served its owner", async () => {
    const statements: string[] = [];
    const results = reader(recordedSql(database.sql, statements));
    const ask = async (playId: string, playerId: string) => {
      const before = statements.length;
      const answer = await results.read({ playId, playerId }).catch((error: unknown) => error);
      return { answer, asked: statements.slice(before) };
    };
    expect(await ask(ids.play, own)).toMatchObject({ answer: { state: "PENDING" } });
    // Kept in memory for whoever waits for it.
    expect((await ask(ids.play, own)).asked).toEqual([]);
    const foreign = await ask(ids.play, other);
    const unknown = await ask(randomUUID(), other);
    expect(foreign.asked).toHaveLength(1);
    expect(foreign).toEqual(unknown);
  });

  it("a policy of another brand is neither removed nor told", async () => {
    const remove = (policyId: string) =>
      see((sql, id) => removePolicy({ sql }, brand(owner.theirs), { policyId: id }), policyId);
    expect(await remove(ids.policy)).toEqual(await remove(randomUUID()));
    expect(await database.sql`select 1 from ad_policy where id = ${ids.policy}`).toHaveLength(1);
  });

  it("would be told by an answer that looks first and compares then", async () => {
    const naive: Ask = async (sql, playId) => {
      const [row] = await sql`select player_id from play_key where play_id = ${playId}`;
      if (!row) throw new AppError("unknown_play");
      const [mine] =
        await sql`select 1 from play where play_id = ${playId} and player_id = ${other}`;
      if (!mine) throw new AppError("unknown_play");
    };
    const [foreign, unknown] = [await see(naive, ids.play), await see(naive, randomUUID())];
    expect(foreign.answer).toBe(unknown.answer);
    expect(foreign.statements).not.toEqual(unknown.statements);
  });
});
