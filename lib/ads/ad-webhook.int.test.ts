// An ad's own address: refused when it is private, told of its ad and of nothing else, signed with a secret that only
// its submitter can read.

import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getAdDetail } from "#lib/ads/ad-detail.ts";
import { getAdWebhook } from "#lib/ads/ad-webhook.ts";
import { analysedOf } from "#lib/ads/analysis/analyser.ts";
import { submitAdFile } from "#lib/ads/bulk-ads.ts";
import { changeAd } from "#lib/ads/change-ad.ts";
import { finishAds } from "#lib/ads/queue/finish-ads.ts";
import { claimAds } from "#lib/ads/queue/store-work.ts";
import { reviewAd } from "#lib/ads/review-ad.ts";
import { type AdDesk, createAdDesk } from "#lib/ads/submit-ad.ts";
import { createWebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";
import {
  addEndpoint,
  letTimePass,
  sendNow,
  tellFact,
  testSender,
  webhookAdmin,
} from "#lib/testing/webhook-fixtures.ts";
import { startReceiver, type WebhookReceiver } from "#lib/testing/webhook-receiver.ts";
import { listEndpoints, rotateSecret } from "#lib/webhooks/manage-endpoints.ts";

const logger = createLogger("test", "silent");
const queue = { add: async () => undefined };
let database: TestDatabase;
let receiver: WebhookReceiver;

const judgeOf = (allowPrivate: boolean) => createWebhookJudge({ allowPrivate }, systemClock);
const deps = (allowPrivate = true) => {
  return {
    sql: database.sql,
    queue,
    judgeWebhook: judgeOf(allowPrivate),
    masterSecret: testSecret,
  };
};
const deskOf = (allowPrivate: boolean): AdDesk =>
  createAdDesk({ ...deps(allowPrivate), clock: systemClock, logger });
const partner = (): Actor => ({
  ...{ kind: "api_key", keyId: randomUUID(), scopes: ["ads:write"], brandId: null },
  ownerId: randomUUID(),
});
const staff: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  receiver = await startReceiver();
  await database.sql`delete from ad`;
  await database.sql`delete from webhook_endpoint`;
  await database.sql`delete from outbox_event`;
});
afterEach(() => receiver.close());

const body = (webhookUrl?: string) => ({
  ...{ title: "Dragon Kingdom", description: "Build your kingdom and train your dragons." },
  ...{ genre: "Strategy", targetAudience: ["18-34"], callToAction: "Play now", duration: 30 },
  ...(webhookUrl === undefined ? {} : { webhookUrl }),
});

async function analysed(actor: Actor, url?: string): Promise<string> {
  const { adId } = await deskOf(true).submit(actor, { body: body(url) });
  const token = randomUUID();
  const id = fromPublicId("ad", adId) ?? "";
  const [ad] = await claimAds(database.sql, token, [{ adId: id, version: 1 }]);
  if (!ad) throw new Error("not claimed");
  const variants = [{ variant: 0, score: 70, findings: [], figures: {}, entities: [] }];
  const analysis = { rulesVersion: 1, formula: "70", score: 70, variants, bands: [], shingles: [] };
  const done = analysedOf(analysis);
  await finishAds(database.sql, token, [{ ad, analysis: done, workerId: "w", log: [] }]);
  return adId;
}

describe("an address that an ad names", () => {
  it("hears signed of its ad's analysis and verdict, and of nothing else", async () => {
    const actor = partner();
    const adId = await analysed(actor, receiver.url);
    await analysed(partner());
    await tellFact(database.sql);
    const sender = testSender(database.sql);
    await sendNow(sender);
    await reviewAd(deps(), staff, { adId, verdict: "REJECTED", reasons: ["Say who may play."] });
    await reviewAd(deps(), staff, { adId, verdict: "APPROVED", reasons: [] });
    await sendNow(sender);
    const { secret, messages, url } = await getAdWebhook(deps(), actor, { adId });
    expect(url).toBe(receiver.url);
    const told = receiver.received.map(({ body: text, headers }) =>
      new Webhook(secret).verify(text, headers as Record<string, string>),
    );
    const common = { timestamp: expect.any(String) };
    expect(told).toEqual([
      {
        ...common,
        type: "ad.completed",
        data: { adId, version: 1, score: 70, status: "COMPLETED" },
      },
      {
        ...{ ...common, type: "ad.sent_back" },
        data: { adId, version: 2, review: "REJECTED", reasons: ["Say who may play."] },
      },
      {
        ...common,
        type: "ad.approved",
        data: { adId, version: 3, review: "APPROVED", reasons: [] },
      },
    ]);
    expect(messages.map(({ type, state }) => `${type} ${state}`)).toEqual([
      ...["ad.approved DELIVERED", "ad.sent_back DELIVERED", "ad.completed DELIVERED"],
    ]);
  });

  it("control: an endpoint made by hand hears of every ad, once and under the same id", async () => {
    const other = await startReceiver();
    await addEndpoint(database.sql, other.url);
    await analysed(partner(), receiver.url);
    await analysed(partner());
    await sendNow(testSender(database.sql));
    expect(other.ids()).toHaveLength(2);
    expect(receiver.ids()).toEqual([other.ids()[0]]);
    await other.close();
  });

  it("is tried again when it fails, and is an endpoint of its own for another owner", async () => {
    const [one, two] = [partner(), partner()];
    const adId = await analysed(one, receiver.url);
    const other = await analysed(two, receiver.url);
    receiver.answer((response) => response.writeHead(500).end());
    const sender = testSender(database.sql);
    await sendNow(sender);
    expect((await getAdWebhook(deps(), one, { adId })).messages).toMatchObject([
      { state: "PENDING", attempts: 1, lastStatus: 500 },
    ]);
    receiver.answer((response) => response.writeHead(204).end());
    await letTimePass(database.sql);
    await sendNow(sender);
    const mine = await getAdWebhook(deps(), one, { adId });
    expect(mine.messages).toMatchObject([{ state: "DELIVERED", attempts: 2 }]);
    const theirs = await getAdWebhook(deps(), two, { adId: other });
    expect(theirs.secret).not.toBe(mine.secret);
    expect(await listEndpoints(database.sql, webhookAdmin)).toHaveLength(2);
  });

  it("is judged again by the sender, after its name was resolved", async () => {
    const actor = partner();
    const adId = await analysed(actor, receiver.url);
    await sendNow(testSender(database.sql, { egress: { allowPrivate: false } }));
    expect(receiver.received).toEqual([]);
    expect((await getAdWebhook(deps(), actor, { adId })).messages).toMatchObject([
      { state: "PENDING", lastError: "The address is private. Nothing was sent." },
    ]);
  });
});

it("shows its secret to who submitted the ad alone, and its messages to staff", async () => {
  const actor = partner();
  const adId = await analysed(actor, receiver.url);
  await sendNow(testSender(database.sql));
  await expect(getAdWebhook(deps(), staff, { adId })).rejects.toMatchObject({
    code: "ad_webhook_none",
  });
  await expect(getAdWebhook(deps(), partner(), { adId })).rejects.toMatchObject({
    code: "ad_not_found",
  });
  const seen = await getAdDetail(database.sql, staff, { adId });
  expect([seen.messages.length, seen.isOwn]).toEqual([1, false]);
  expect((await getAdDetail(database.sql, actor, { adId })).isOwn).toBe(true);
  const [endpoint] = await listEndpoints(database.sql, webhookAdmin);
  const rotated = rotateSecret(
    { sql: database.sql, masterSecret: testSecret, egress: { allowPrivate: true } },
    webhookAdmin,
    { endpointId: endpoint?.id ?? "" },
  );
  await expect(rotated).rejects.toMatchObject({ code: "webhook_of_ads" });
});

describe("a bad address", () => {
  const refused = { code: "webhook_address_refused", fields: [{ path: "webhookUrl" }] };

  it.each([
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/latest",
    "https://user:secret@203.0.113.9/",
    "http://10.0.0.8:9000/",
  ])("%s is refused at submission, change and file", async (url) => {
    const actor = partner();
    const shut = deskOf(false);
    await expect(shut.submit(actor, { body: body(url) })).rejects.toMatchObject(refused);
    const { adId } = await shut.submit(actor, { body: body() });
    const patched = changeAd(deps(false), actor, { adId, version: 1, patch: { webhookUrl: url } });
    await expect(patched).rejects.toMatchObject(refused);
    const header = "title,description,genre,targetAudience,callToAction,duration,webhookUrl";
    const file = `${header}\nOne,Fine words here,Puzzle,18-34,Play,30,\nTwo,Fine words here,Puzzle,18-34,Play,30,${url}`;
    const report = await submitAdFile(deps(false), actor, { text: file });
    expect(report).toMatchObject({ accepted: 1, refused: 1 });
    expect(report.rows[1]).toMatchObject({ row: 3, errors: [{ path: "webhookUrl" }] });
    const [row] = await database.sql`select count(*)::int as n from ad`;
    expect(row?.n).toBe(2);
  });

  it("is told from a resolver that does not answer, whose names the sender judges", async () => {
    const failing = (code: string) => async () =>
      Promise.reject(Object.assign(new Error(), { code }));
    const judge = (code: string) =>
      createWebhookJudge({ allowPrivate: false, resolve: failing(code) }, systemClock);
    await expect(judge("ENOTFOUND")("https://a.example/")).rejects.toMatchObject(refused);
    await expect(judge("EAI_AGAIN")("https://a.example/")).resolves.toBeUndefined();
    const silent = { allowPrivate: false, resolve: () => new Promise<never>(() => undefined) };
    await expect(
      createWebhookJudge(silent, systemClock)("https://a.example/"),
    ).resolves.toBeUndefined();
  });
});
