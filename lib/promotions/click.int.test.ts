import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createLogger } from "#lib/platform/logger.ts";
import { type Click, followLink } from "#lib/promotions/click.ts";
import { readClickReference } from "#lib/promotions/click-reference.ts";
import {
  type Postback,
  postbackKey,
  postbackSchema,
  postbackSignature,
  takeKeyedPostback,
  takePostback,
} from "#lib/promotions/conversion.ts";
import { createBrand, createLiveGame, testSecret } from "#lib/testing/factories.ts";
import {
  createLink,
  createPromoServer,
  createPromotion,
  place,
  type TestPromotion,
  type TestPromotionOptions,
} from "#lib/testing/promotion-rows.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const discord = "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)";

let database: TestDatabase;
let promotion: TestPromotion;
let token: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function book(given: TestPromotionOptions = {}): Promise<void> {
  promotion = await createPromotion(database.sql, given);
  const server = await createPromoServer(database.sql);
  await place(database.sql, { promotion, server });
  token = await createLink(database.sql, { promotion, server });
}
beforeEach(() => book());

const deps = () => ({
  ...{ sql: database.sql, clock: systemClock, masterSecret: testSecret },
  logger: createLogger("test", "silent"),
});
const click = (given: Partial<Click> = {}) =>
  followLink(deps(), {
    ...{ token, method: "GET", address: "203.0.113.7", userAgent: firefox },
    ...{ purpose: undefined, destination: "document" },
    ...given,
  });
const counted = () =>
  database.sql<{ ignoredAs: string | null; count: number }[]>`
    select ignored_as as "ignoredAs", sum(count)::int as count from promotion_event
    where promotion_id = ${promotion.id} and type = 'CLICKED' group by 1 order by 1 nulls first`;

describe("a tracked link", () => {
  it("leads to the booked address with what tells where the click came from", async () => {
    const target = new URL((await click()).location);
    expect(target.origin + target.pathname + target.hash).toBe("https://example.com/play#top");
    expect(target.searchParams.get("utm_source")).toBe("x");
    expect(target.searchParams.get("frolic_promotion")).toBe(promotion.campaignId);
    expect(target.searchParams.get("frolic_variant")).toBe("a");
    const reference = target.searchParams.get("frolic_click") ?? "";
    expect(readClickReference(testSecret, reference, Date.now() / 1000)).toMatchObject({ token });
  });

  it("counts a visitor once, and crawlers, prefetches and repeats apart", async () => {
    await Promise.all(Array.from({ length: 50 }, () => click()));
    await click({ address: "203.0.113.8" });
    await click({ address: "2001:db8:1:2::1" });
    await click({ address: "2001:db8:1:2::ffff" });
    for (const userAgent of [discord, "TelegramBot (like TwitterBot)", "curl/8.5.0", undefined]) {
      const { location } = await click({ userAgent });
      expect(location).not.toContain("frolic_click");
    }
    await click({ method: "HEAD" });
    await click({ purpose: "prefetch;prerender" });
    await click({ destination: "image" });
    expect(await counted()).toEqual([
      { ignoredAs: null, count: 3 },
      { ignoredAs: "crawler", count: 5 },
      { ignoredAs: "embedded", count: 1 },
      { ignoredAs: "prefetch", count: 1 },
      { ignoredAs: "repeat", count: 50 },
    ]);
    const rows = await database.sql`
      select 1 from promotion_event where promotion_id = ${promotion.id}`;
    expect(rows.length).toBe(7);
  });

  it("counts no flood of user agents out of one network", async () => {
    for (let i = 0; i < 40; i++) await click({ userAgent: `${firefox} build/${i}` });
    expect(await counted()).toEqual([
      { ignoredAs: null, count: 25 },
      { ignoredAs: "flood", count: 15 },
    ]);
  });

  it("keeps neither address nor user agent", async () => {
    await click();
    const [row] = await database.sql<{ text: string }[]>`
      select e::text as text from promotion_event e where promotion_id = ${promotion.id}`;
    expect(row?.text).not.toMatch(/203\.0\.113|Firefox|Mozilla/);
  });

  it.each(["javascript:alert(1)", "//evil.example", "data:text/html,x", ""])(
    "never leads to %j",
    async (ctaUrl) => {
      await book({ ctaUrl });
      await expect(click()).rejects.toMatchObject({ code: "link_not_found" });
    },
  );

  it("leads nowhere when nobody made it", async () => {
    for (const unknown of ["nope", "../x", "https://evil.example", ""]) {
      await expect(click({ token: unknown })).rejects.toMatchObject({ code: "link_not_found" });
    }
  });

  it("leads to the page of a promoted campaign, and remembers the player that clicks", async () => {
    const game = await createLiveGame(database.sql);
    await book({ promotedCampaignId: game.campaignId });
    const playerId = randomUUID();
    const { location, reference } = await click({ playerId });
    expect(location).toBe(`/p/${game.campaignSlug}?ref=${reference}`);
    const players = await database.sql`
      select player_id, campaign_id from promotion_player where promotion_id = ${promotion.id}`;
    expect(players).toMatchObject([{ player_id: playerId, campaign_id: game.campaignId }]);
  });
});

describe("a postback", () => {
  const converted = () =>
    database.sql<{ value: number | null }[]>`
      select value_minor as value from promotion_event
      where promotion_id = ${promotion.id} and type = 'CONVERTED' order by id`;
  const reference = async () =>
    new URL((await click()).location).searchParams.get("frolic_click") ?? "";
  const tell = (given: Record<string, unknown>) =>
    takePostback(deps(), postbackSchema.parse(given));

  it("counts a reference once, by key or by signature", async () => {
    const key = postbackKey(testSecret, promotion.id);
    const given = { click: await reference(), key, value: "12.5" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell(given)));
    expect(answers.filter((answer) => answer.counted)).toHaveLength(1);
    const order: Postback = { ...postbackSchema.parse({ click: given.click, reference: "o-1" }) };
    const sig = postbackSignature(key, order);
    expect(await tell({ ...order, sig })).toEqual({ counted: true, duplicate: false });
    expect(await tell({ ...order, sig })).toEqual({ counted: false, duplicate: true });
    expect(await converted()).toEqual([{ value: 1250 }, { value: null }]);
  });

  it("is refused unsigned, with another promotion's key, changed, or for a click nobody made", async () => {
    const click = await reference();
    const key = postbackKey(testSecret, promotion.id);
    const sig = postbackSignature(key, postbackSchema.parse({ click, value: "1" }));
    const foreign = postbackKey(testSecret, randomUUID());
    for (const given of [{ click }, { click, key: foreign }, { click, value: "900", sig }]) {
      await expect(tell(given)).rejects.toMatchObject({ code: "unauthenticated" });
    }
    const forged = click.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (const unknown of [forged, "x.1.2.3"]) {
      await expect(tell({ click: unknown, key })).rejects.toMatchObject({ code: "link_not_found" });
    }
    expect(await converted()).toEqual([]);
  });

  it("by API key reaches the promotions of the key's brand only", async () => {
    const brand = await createBrand(database.sql);
    await book({ brandId: brand.id });
    const actorOf = (brandId: string): Actor => ({
      ...{ kind: "api_key", keyId: "k", scopes: ["ads:write"], ownerId: randomUUID(), brandId },
    });
    const given = postbackSchema.parse({ click: await reference() });
    const foreign = takeKeyedPostback(deps(), actorOf(randomUUID()), given);
    await expect(foreign).rejects.toMatchObject({ code: "link_not_found" });
    expect(await takeKeyedPostback(deps(), actorOf(brand.id), given)).toMatchObject({
      counted: true,
    });
  });
});
