import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";
import { trackInputSchema } from "#lib/promotions/track-contract.ts";
import { trackEvent } from "#lib/promotions/track-event.ts";
import {
  createPromoServer,
  createPromotion,
  place,
  type TestPromoServer,
  takeAway,
} from "#lib/testing/promotion-rows.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const keyOf = (ownerId: string): Actor => ({
  ...{ kind: "api_key", keyId: "bot", scopes: ["bot"], ownerId, brandId: null },
});
const nowS = () => Math.floor(Date.now() / 1000);

interface Told {
  readonly [field: string]: unknown;
}

function tell(server: TestPromoServer, campaignId: string, told: Told = {}, actor?: Actor) {
  const input = trackInputSchema.parse({
    ...{ serverUuid: server.id, campaignId, eventType: "POSTED", timestamp: nowS() },
    ...told,
  });
  return trackEvent({ sql: database.sql }, actor ?? keyOf(server.ownerId), input);
}

const exposures = (promotionId: string) =>
  database.sql<
    { serverId: string; billedAs: number | null; posts: number; makegoodFor: string | null }[]
  >`
    select server_id as "serverId", billed_as as "billedAs", posts, makegood_for as "makegoodFor"
    from exposure where promotion_id = ${promotionId} order by billed_as nulls last`;
const events = async (promotionId: string) =>
  (await database.sql`select 1 from promotion_event where promotion_id = ${promotionId}`).length;

describe("a receipt", () => {
  it("counts once though it comes two hundred times at once", async () => {
    const [server, promotion] = [
      await createPromoServer(database.sql),
      await createPromotion(database.sql),
    ];
    await place(database.sql, { promotion, server });
    const told = { eventId: "e-1", messageId: "m-1", timestamp: nowS() - 5 };
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => tell(server, promotion.campaignId, told)),
    );
    expect(answers.filter((answer) => answer.counted)).toHaveLength(1);
    expect(answers.filter((answer) => answer.duplicate)).toHaveLength(199);
    expect(await events(promotion.id)).toBe(1);
    expect(await exposures(promotion.id)).toMatchObject([{ billedAs: 1, posts: 1 }]);
    const again = await tell(server, promotion.campaignId, { ...told, eventId: "e-2" });
    expect(again).toMatchObject({ duplicate: true, billedAs: 1 });
    expect(await exposures(promotion.id)).toMatchObject([{ posts: 1 }]);
  });

  it("bills exactly N promo servers of two hundred that post at once", async () => {
    const promotion = await createPromotion(database.sql, { servers: 5 });
    const servers: TestPromoServer[] = [];
    for (let i = 0; i < 200; i++) servers.push(await createPromoServer(database.sql));
    await Promise.all(
      servers.map((server) => tell(server, promotion.campaignId, { messageId: `m-${server.id}` })),
    );
    const rows = await exposures(promotion.id);
    expect(rows).toHaveLength(200);
    expect(rows.flatMap(({ billedAs }) => billedAs ?? [])).toEqual([1, 2, 3, 4, 5]);
    const [{ deliveredAt } = { deliveredAt: null }] = await database.sql<
      { deliveredAt: string | null }[]
    >`select delivered_at as "deliveredAt" from promotion where id = ${promotion.id}`;
    expect(deliveredAt).not.toBeNull();
    const told = await database.sql`
      select data from outbox_event where type = 'promotion.delivered' and data ->> 'promotionId' = ${promotion.id}`;
    expect(told).toMatchObject([{ data: { exposures: 5, asked: 5 } }]);
  });

  it("would bill more than N if numbers were read first and written after (the control)", async () => {
    const promotion = await createPromotion(database.sql, { servers: 5 });
    const servers: TestPromoServer[] = [];
    for (let i = 0; i < 40; i++) servers.push(await createPromoServer(database.sql));
    const naive = async (sql: Executor, serverId: string) => {
      const [row] = await sql<{ n: number }[]>`
        select count(billed_as)::int as n from exposure where promotion_id = ${promotion.id}`;
      if ((row?.n ?? 0) >= 5) return;
      await sql`
        insert into exposure (promotion_id, server_id, variant_id, posted_at, last_posted_at, billed_as)
        values (${promotion.id}, ${serverId}, ${promotion.variantIds[0] ?? ""}, now(), now(), ${servers.findIndex(({ id }) => id === serverId) + 1})`;
    };
    await Promise.all(servers.map(({ id }) => naive(database.sql, id)));
    const rows = await exposures(promotion.id);
    expect(rows.filter(({ billedAs }) => billedAs !== null).length).toBeGreaterThan(5);
  });

  it("may come late and out of order; the numbers are those of receipt", async () => {
    const promotion = await createPromotion(database.sql, { servers: 2 });
    const [first, second] = [
      await createPromoServer(database.sql),
      await createPromoServer(database.sql),
    ];
    await tell(second, promotion.campaignId, { messageId: "2", timestamp: nowS() - 60 });
    await tell(first, promotion.campaignId, { messageId: "1", timestamp: nowS() - 7200 });
    await tell(second, promotion.campaignId, { messageId: "0", timestamp: nowS() - 9000 });
    expect(await exposures(promotion.id)).toMatchObject([
      { serverId: second.id, billedAs: 1, posts: 2 },
      { serverId: first.id, billedAs: 2, posts: 1 },
    ]);
  });

  it("outside of the booking is kept and not counted, and from the future refused", async () => {
    const server = await createPromoServer(database.sql);
    const promotion = await createPromotion(database.sql, { startsIn: -2, endsIn: 2 });
    const early = await tell(server, promotion.campaignId, { timestamp: nowS() - 3 * 3600 });
    expect(early).toMatchObject({ counted: false, ignoredAs: "before_booking" });
    const over = await createPromotion(database.sql, { startsIn: -20, endsIn: -2 });
    const late = await tell(server, over.campaignId, { timestamp: nowS() });
    expect(late).toMatchObject({ counted: false, ignoredAs: "after_booking" });
    const inTime = await tell(server, over.campaignId, { timestamp: nowS() - 3 * 3600 });
    expect(inTime).toMatchObject({ counted: true, billedAs: 1 });
    for (const timestamp of [nowS() + 3600, nowS() * 1000]) {
      await expect(tell(server, promotion.campaignId, { timestamp })).rejects.toMatchObject({
        code: "invalid",
        details: expect.stringMatching(/ahead|milliseconds/),
      });
    }
    expect(await exposures(promotion.id)).toHaveLength(0);
  });

  it("of an unknown campaign or another owner's promo server is not found", async () => {
    const server = await createPromoServer(database.sql);
    const { campaignId } = await createPromotion(database.sql);
    await expect(tell(server, "cmp_nobody")).rejects.toMatchObject({ code: "promotion_not_found" });
    const stranger = keyOf(randomUUID());
    const missing = { ...server, id: randomUUID() };
    const notFound = { code: "promo_server_not_found" };
    await expect(tell(server, campaignId, {}, stranger)).rejects.toMatchObject(notFound);
    await expect(tell(missing, campaignId)).rejects.toMatchObject(notFound);
  });

  it("is not billed where the booking does not allow it", async () => {
    const promotion = await createPromotion(database.sql, { regions: ["EU"] });
    const [eu, us, placed] = [
      await createPromoServer(database.sql, { region: "EU" }),
      await createPromoServer(database.sql, { region: "US" }),
      await createPromoServer(database.sql, { region: "US" }),
    ];
    await place(database.sql, { promotion, server: placed });
    const answers = [];
    for (const server of [us, eu, placed]) answers.push(await tell(server, promotion.campaignId));
    expect(answers.map(({ billedAs }) => billedAs)).toEqual([undefined, 1, 2]);
  });

  it("of a promo server that took another's place is a makegood for that one", async () => {
    const promotion = await createPromotion(database.sql, { servers: 3 });
    const servers: TestPromoServer[] = [];
    for (let i = 0; i < 4; i++) servers.push(await createPromoServer(database.sql));
    const [a, b, c, d] = servers as [
      TestPromoServer,
      TestPromoServer,
      TestPromoServer,
      TestPromoServer,
    ];
    for (const server of [a, b, c]) await place(database.sql, { promotion, server }, 1);
    await tell(a, promotion.campaignId);
    await takeAway(database.sql, { promotion, server: b }, { version: 2, cause: "gone" });
    await place(database.sql, { promotion, server: d }, 2);
    for (const server of [c, d]) await tell(server, promotion.campaignId);
    expect(await exposures(promotion.id)).toMatchObject([
      { serverId: a.id, makegoodFor: null },
      { serverId: c.id, makegoodFor: null },
      { serverId: d.id, makegoodFor: b.id },
    ]);
  });

  it("counts an event id once for all promo servers of an owner, and for each owner", async () => {
    const promotion = await createPromotion(database.sql);
    const [first, stranger] = [
      await createPromoServer(database.sql),
      await createPromoServer(database.sql),
    ];
    const second = await createPromoServer(database.sql, { ownerId: first.ownerId });
    const counted = [];
    for (const server of [first, second, stranger]) {
      const answer = await tell(server, promotion.campaignId, {
        ...{ eventId: "once", eventType: "CLICKED" },
      });
      counted.push(answer.counted);
    }
    expect(counted).toEqual([true, false, true]);
  });

  it("tells clicks, conversions and complaints of one message apart", async () => {
    const server = await createPromoServer(database.sql);
    const promotion = await createPromotion(database.sql);
    const of = (eventType: string, eventId: string) =>
      tell(server, promotion.campaignId, { eventType, eventId, messageId: "m" });
    for (const type of ["POSTED", "clicked", "CONVERTED", "MUTE"]) {
      expect(await of(type, `${type}-1`)).toMatchObject({ counted: true });
      expect(await of(type, `${type}-1`)).toMatchObject({ counted: false, duplicate: true });
    }
    expect(await of("CLICKED", "another")).toMatchObject({ counted: true });
    const complaints = await database.sql`
      select kind from promo_complaint where promotion_id = ${promotion.id}`;
    expect(complaints).toMatchObject([{ kind: "MUTE" }]);
  });
});
