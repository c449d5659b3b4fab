// A bot written from the wire contract alone, against the product as it runs: no client code of the product in here.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Actor } from "#lib/identity/contract.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { setRollout } from "#lib/promotions/network-settings.ts";
import { createBotOwner } from "#lib/testing/bot-fixture.ts";
import { createPromotion, type TestPromotion } from "#lib/testing/promotion-rows.ts";

const base = process.env.BASE_URL ?? "http://localhost:3000";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly said: {
    readonly statusCode: number;
    readonly statusMessage: string;
    readonly code?: string;
  };
  // What a bot reads out of JSON.
  readonly data: Record<string, never>;
}

interface App {
  readonly appId: string;
  readonly appName: string;
  readonly shortDescription: string;
  readonly campaign: {
    readonly campaignId: string;
    readonly startDate: number;
    readonly endDate: number;
    readonly tier: string;
    readonly ctaUrl: string;
    readonly variantId: string;
    readonly messageTemplate: string;
  };
}

/** One guild's bot: UUID, last batch and its version are all that it keeps. */
class WireBot {
  uuid: string = randomUUID();
  batch: readonly App[] = [];
  etag: string | null = null;
  nextCheck = 0;
  readonly guildId: string;
  readonly key: string;
  readonly root: string;

  constructor(guildId: string, key: string, root: string) {
    this.guildId = guildId;
    this.key = key;
    this.root = root;
  }

  async call(method: string, path: string, body?: unknown, etag?: string): Promise<Answer> {
    const response = await fetch(`${base}${this.root}${path}`, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(etag === undefined ? {} : { "if-none-match": etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status: said, data } = text === "" ? { status: {}, data: {} } : JSON.parse(text);
    return { status: response.status, headers: response.headers, said, data };
  }

  async register(metadata: object): Promise<Answer> {
    const registeredAt = Math.floor(Date.now() / 1000);
    const { guildId } = this;
    const request = { serverUuid: this.uuid, guildId, registeredAt, metadata };
    const answer = await this.call("POST", "/registerServer", request);
    if (answer.status === 200) this.uuid = answer.data.serverUuid ?? this.uuid;
    return answer;
  }

  async refresh(): Promise<number> {
    const path = `/getServerCampaigns?serverUuid=${this.uuid}`;
    const { status, data, headers } = await this.call(
      "GET",
      path,
      undefined,
      this.etag ?? undefined,
    );
    if (status === 200) {
      this.batch = data.campaigns ?? [];
      this.etag = headers.get("etag");
      this.nextCheck = data.nextAllocationCheck ?? 0;
    }
    return status;
  }

  carries({ campaignId }: TestPromotion): App | undefined {
    return this.batch.find(({ campaign }) => campaign.campaignId === campaignId);
  }

  posted(app: App, messageId: string): Promise<Answer> {
    const { campaignId, variantId } = app.campaign;
    const timestamp = Math.floor(Date.now() / 1000);
    const event = { serverUuid: this.uuid, campaignId, variantId, eventType: "POSTED", timestamp };
    return this.call("POST", "/trackPromotionEvent", { ...event, messageId, channelId: "42" });
  }
}

let database: Database;
let key: string;
const region = `Region-${randomUUID().slice(0, 8)}`;
const metadata = { userCount: 300, activityLevel: "HIGH", hasPromotionChannel: true, region };
const bots: WireBot[] = [];
const promotions: TestPromotion[] = [];
/** For a region in which nobody is: in the list of everything, in no batch. */
let elsewhere: TestPromotion;

test.beforeAll(async () => {
  database = openDatabase(process.env.DATABASE_URL ?? "", { max: 2, applicationName: "e2e" });
  const { sql } = database;
  key = (await createBotOwner(sql, ["bot", "admin"])).key;
  for (let n = 0; n < 5; n++) {
    promotions.push(await createPromotion(sql, { servers: 3, variants: 2, regions: [region] }));
  }
  elsewhere = await createPromotion(sql, { servers: 1, regions: [`${region}-elsewhere`] });
});
test.afterAll(() => database?.close());
test.describe.configure({ mode: "serial" });

const refreshAll = () => Promise.all(bots.map((bot) => bot.refresh()));
const carriers = (promotion: TestPromotion) => bots.filter((bot) => bot.carries(promotion));

test("a bot registers its guilds at the root and under /api/bot, and a lost UUID comes back", async () => {
  for (let n = 0; n < 6; n++) {
    const bot = new WireBot(`${region}-${n}`, key, n % 2 === 0 ? "" : "/api/bot");
    const sent = bot.uuid;
    const answer = await bot.register(metadata);
    expect(answer.said).toEqual({ statusCode: 200, statusMessage: "SUCCESS" });
    expect(answer.data).toMatchObject({ serverUuid: sent, registered: true });
    bots.push(bot);
  }
  const forgetful = new WireBot(`${region}-0`, key, "");
  await forgetful.register({});
  expect(forgetful.uuid).toBe(bots[0]?.uuid);
});

test("strangers are told no in the envelope, and are not sent to the login", async () => {
  const calls = [
    "/getAllApps",
    `/getServerStatus?serverUuid=${bots[0]?.uuid}`,
    "/getServerCampaigns",
  ];
  for (const path of calls) {
    const stranger = await new WireBot("g", "none", "").call("GET", path);
    expect([stranger.status, stranger.said.statusCode]).toEqual([401, 401]);
    expect(stranger.said.code).toBe("key_malformed");
  }
  const another = (await createBotOwner(database.sql)).key;
  const thief = new WireBot("g", another, "");
  const stolen = await thief.call("GET", `/getServerStatus?serverUuid=${bots[0]?.uuid}`);
  const unknown = await thief.call("GET", `/getServerStatus?serverUuid=${randomUUID()}`);
  expect([stolen.status, stolen.said, stolen.data]).toEqual([404, unknown.said, unknown.data]);
});

test("every promotion reaches exactly the promo servers that were booked, in the shape of the wire", async () => {
  const [admin] = bots;
  const dry = await admin?.call("POST", "/reallocateCampaigns", { dryRun: true });
  expect(dry?.status).toBe(200);
  expect((await admin?.call("POST", "/reallocateCampaigns", {}))?.status).toBe(200);
  await refreshAll();
  for (const promotion of promotions) expect(carriers(promotion)).toHaveLength(3);
  for (const bot of bots) {
    const status = await bot.call("GET", `/getServerStatus?serverUuid=${bot.uuid}`);
    expect(status.data).toMatchObject({ status: "ACTIVE", weight: 2.25 });
    expect(status.data.batchSize).toBe(bot.batch.length);
    expect(bot.nextCheck * 1000 - Date.now()).toBeLessThanOrEqual(15 * 60_000 + 5_000);
    for (const app of bot.batch) {
      const { campaign } = app;
      expect([typeof app.appId, typeof app.appName]).toEqual(["string", "string"]);
      expect(typeof app.shortDescription).toBe("string");
      expect(campaign.startDate * 1000).toBeLessThan(Date.now());
      expect(campaign.endDate * 1000).toBeGreaterThan(Date.now());
      expect(["premium", "standard", "budget", "exact"]).toContain(campaign.tier);
      expect(campaign.ctaUrl).toMatch(/^https?:\/\//);
      expect(campaign.messageTemplate).not.toBe("");
    }
  }
  // Two variants in three promo servers: one is on two, the other on one.
  for (const promotion of promotions) {
    const arms = carriers(promotion).map((bot) => bot.carries(promotion)?.campaign.variantId);
    expect(new Set(arms).size).toBe(2);
  }
});

test("an unchanged batch costs no body, a tracked link leads on, and a receipt counts once", async () => {
  // Other journeys book as well: a batch may change once or twice before it stands still.
  await expect(async () => expect(await refreshAll()).toEqual(bots.map(() => 304))).toPass({
    timeout: 20_000,
  });
  const promotion = promotions[0] as TestPromotion;
  const [bot] = carriers(promotion);
  const app = bot?.carries(promotion) as App;
  const click = await fetch(app.campaign.ctaUrl, { redirect: "manual" });
  expect(click.status).toBeGreaterThanOrEqual(302);
  expect(click.status).toBeLessThan(309);
  expect(new URL(click.headers.get("location") ?? "").hostname).toBe("example.com");
  for (const duplicate of [false, true, true]) {
    const receipt = await bot?.posted(app, "message-1");
    expect([receipt?.status, receipt?.data.duplicate]).toEqual([200, duplicate]);
  }
});

test("when a guild leaves, others get its placements without anybody asking", async () => {
  // Not the one that has posted: its exposure is delivered, and nobody has to make up for it.
  const [poster] = carriers(promotions[0] as TestPromotion);
  const others = carriers(promotions[1] as TestPromotion).filter((bot) => bot !== poster);
  const leaver = others[0] as WireBot;
  bots.splice(bots.indexOf(leaver), 1);
  const gone = await leaver.call("DELETE", `/unregisterServer?serverUuid=${leaver.uuid}`);
  expect(gone.status).toBe(200);
  await expect(async () => {
    await refreshAll();
    for (const promotion of promotions) expect(carriers(promotion)).toHaveLength(3);
  }).toPass({ timeout: 20_000 });
  expect((await leaver.call("POST", "/heartbeat", { serverUuid: leaver.uuid })).status).toBe(410);
});

test("the list of everything is there for who needs it, in pages, and the roll-out says who", async () => {
  const bot = bots[0] as WireBot;
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await bot.call("GET", `/getAllApps?limit=2&cursor=${cursor}`);
    expect(page.headers.get("deprecation")).not.toBeNull();
    const apps = (page.data.apps ?? []) as App[];
    ids.push(...apps.map(({ campaign }) => campaign.campaignId));
    cursor = page.data.nextCursor ?? null;
  }
  for (const { campaignId } of promotions) {
    expect(ids.filter((id) => id === campaignId)).toHaveLength(1);
  }
  const staff: Actor = { kind: "user", userId: randomUUID(), role: "admin", brandId: null };
  await setRollout({ sql: database.sql }, staff, { percent: 0 });
  try {
    expect(await bot.refresh()).toBe(200);
    for (const { campaignId } of [...promotions, elsewhere]) {
      expect(bot.batch.map(({ campaign }) => campaign.campaignId)).toContain(campaignId);
    }
  } finally {
    await setRollout({ sql: database.sql }, staff, { percent: 100 });
  }
  expect(await bot.refresh()).toBe(200);
  expect(bot.carries(elsewhere)).toBeUndefined();
});

/** The words of a command as a shell takes them apart: quotes, no expansion. */
function shellWords(line: string): string[] {
  const pattern = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;
  const unquoted = (word: string) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, soft?: string, hard?: string) => soft ?? hard ?? "");
  return [...line.matchAll(pattern)].map(([word]) => unquoted(word));
}

async function runCurl(line: string): Promise<Response> {
  const [, ...words] = shellWords(line);
  let [method, url, body] = ["GET", "", undefined as string | undefined];
  const headers = new Headers();
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-X") method = words.shift() ?? "";
    else if (word === "-d") body = words.shift() ?? "";
    else if (word === "-H")
      headers.append(...((words.shift() ?? "").split(": ") as [string, string]));
    else if (word !== "-i") url = word;
  }
  // As curl sends what it is given with -d.
  if (body !== undefined) headers.set("content-type", "application/x-www-form-urlencoded");
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
}

test("the lines of the bot author's guide work as they are printed", async () => {
  const guide = readFileSync("docs/guides/bot-author.md", "utf8");
  const lines = [...guide.matchAll(/```sh\n(curl[\s\S]*?)\n```/g)].map(([, line]) => line ?? "");
  expect(lines.length).toBe(9);
  const values = {
    $FROLIC: base,
    $KEY: (await createBotOwner(database.sql)).key,
    $CAMPAIGN: promotions[0]?.campaignId ?? "",
    $NOW: String(Math.floor(Date.now() / 1000)),
  };
  // The guild of the guide is nobody's yet: it belongs to whoever tries the guide first.
  await database.sql`delete from promo_server where guild_id = '123456789012345678'`;
  const filled = (line: string) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), line);
  for (const line of lines) {
    const response = await runCurl(filled(line));
    expect([line, response.status]).toEqual([line, 200]);
    const { status } = (await response.json()) as { status: unknown };
    expect(status).toEqual({ statusCode: 200, statusMessage: "SUCCESS" });
  }
});
