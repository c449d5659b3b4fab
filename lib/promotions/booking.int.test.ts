import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import type { Sql } from "#lib/platform/database.ts";
import { advancePromotions } from "#lib/promotions/advance-promotions.ts";
import { allocateNow } from "#lib/promotions/allocate-now.ts";
import { bookDraft, bookPromotion } from "#lib/promotions/book-promotion.ts";
import type { BookPromotion } from "#lib/promotions/booking-contract.ts";
import { cancelPromotion } from "#lib/promotions/cancel-promotion.ts";
import { changeDraft, changeTexts } from "#lib/promotions/change-promotion.ts";
import { pausePromotion, resumePromotion } from "#lib/promotions/pause-promotion.ts";
import { previewAllocation } from "#lib/promotions/preview-allocation.ts";
import { quotePromotion } from "#lib/promotions/quote-promotion.ts";
import { createBrand } from "#lib/testing/factories.ts";
import { addPromoServers, allocationDeps, emptyNetwork } from "#lib/testing/promotion-network.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let sql: Sql;
const marketer: Actor = { kind: "user", userId: randomUUID(), role: "marketer", brandId: null };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const booking = (given: Partial<BookPromotion> = {}): BookPromotion => ({
  appId: "hv-nemesis",
  appName: "Heroes Vs Villains: Nemesis",
  shortDescription: "Choose a side.",
  ctaUrl: "https://example.com/nemesis",
  tier: "standard",
  servers: 4,
  startsAt: inHours(-0.01),
  endsAt: inHours(24),
  variants: [{ messageTemplate: "Play {appName}" }, { messageTemplate: "{appName} is out" }],
  ...given,
});
const deps = () => ({ sql });

beforeAll(async () => {
  database = await createTestDatabase();
  sql = database.sql;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptyNetwork(sql);
  await addPromoServers(sql, 6, { region: "EU" });
  await addPromoServers(sql, 3, { from: 6, region: "NA" });
});

const stateOf = async (id: string) =>
  (await sql`select state from promotion where id = ${id}`)[0]?.state;
const placed = async (id: string) =>
  (await sql`select 1 from placement where promotion_id = ${id}`).length;

describe("a booking", () => {
  it("goes live, gets a key of its app and month, and is allocated", async () => {
    const made = await bookPromotion(
      deps(),
      marketer,
      booking({ startsAt: "2026-01-01T00:00:00Z" }),
    );
    expect(made).toMatchObject({ state: "live", wireKey: "cmp_hv_nemesis_jan" });
    expect(made.forecast).toMatchObject({ fitting: 9, possible: 4, shortfall: 0, binding: null });
    const second = await bookPromotion(
      deps(),
      marketer,
      booking({ startsAt: "2026-01-01T00:00:00Z" }),
    );
    expect(second.wireKey).toBe("cmp_hv_nemesis_jan_2");
    await expect(
      bookPromotion(deps(), marketer, booking({ campaignId: "cmp_hv_nemesis_jan" })),
    ).rejects.toMatchObject({ code: "promotion_key_taken" });
    const preview = await previewAllocation(allocationDeps(sql), marketer);
    expect(preview).toMatchObject({ dryRun: true, version: 0 });
    expect(await placed(made.promotionId)).toBe(0);
    const done = await allocateNow(allocationDeps(sql), marketer, { expectedVersion: 0 });
    expect(done.added).toEqual(preview.added);
    expect(await placed(made.promotionId)).toBe(4);
    await expect(
      allocateNow(allocationDeps(sql), marketer, { expectedVersion: 0 }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("is refused with the constraint that binds, unless its shortfall is taken in writing", async () => {
    const narrow = booking({ servers: 5, regions: ["NA"] });
    await expect(bookPromotion(deps(), marketer, narrow)).rejects.toMatchObject({
      code: "promotion_infeasible",
      details: expect.stringMatching(
        /Only 3 of 9 promo servers fit because of its region \(NA\): 3 of 5/,
      ),
    });
    expect(await sql`select 1 from promotion`).toHaveLength(0);
    const taken = await bookPromotion(deps(), marketer, { ...narrow, acceptShortfall: true });
    const [row] =
      await sql`select stated_shortfall as stated from promotion where id = ${taken.promotionId}`;
    expect(row?.stated).toMatchObject({ missing: 2, binding: "region" });
    await allocateNow(allocationDeps(sql), marketer);
    expect(await placed(taken.promotionId)).toBe(3);
  });

  it("counts what is booked for the same time, and frees it with the dates", async () => {
    await sql`update promo_server set batch_max = 2`;
    const ask = (given: Partial<BookPromotion> = {}) =>
      bookPromotion(deps(), marketer, booking(given));
    const exact = { tier: "exact", servers: 9 } as const;
    await ask(exact);
    await ask({ ...exact, campaignId: "second" });
    const quote = {
      tier: "standard",
      servers: 3,
      startsAt: inHours(1),
      endsAt: inHours(20),
    } as const;
    expect(await quotePromotion(deps(), marketer, quote)).toMatchObject({
      ...{ fitting: 9, postsFree: 0, possible: 0, shortfall: 3, binding: "posts" },
      sentence: expect.stringMatching(/their posts within these dates are booked: 0 of 3/),
    });
    const later = { ...quote, startsAt: inHours(25), endsAt: inHours(40) };
    expect(await quotePromotion(deps(), marketer, later)).toMatchObject({
      shortfall: 0,
      postsFree: 18,
    });
  });

  it("names what is wrong with it", async () => {
    const fieldsOf = async (given: Partial<BookPromotion>) => {
      const error = await bookPromotion(deps(), marketer, booking(given)).catch((each) => each);
      const listed = error.issues ?? error.fields;
      return listed.map(({ path }: { path: string | string[] }) => [path].flat().join("."));
    };
    expect(await fieldsOf({ tier: "premium", servers: 4 })).toEqual(["servers"]);
    expect(await fieldsOf({ endsAt: inHours(-5), startsAt: inHours(-4) })).toEqual(["endsAt"]);
    expect(await fieldsOf({ endsAt: inHours(-1), startsAt: inHours(-4) })).toEqual(["endsAt"]);
    expect(await fieldsOf({ ctaUrl: "" })).toEqual(["ctaUrl"]);
    expect(await fieldsOf({ adId: randomUUID() })).toEqual(["adId"]);
    await expect(
      bookPromotion(deps(), marketer, booking({ brandId: randomUUID() })),
    ).rejects.toMatchObject({ code: "brand_not_found" });
  });

  it("of a brand of the demo runs on the promo servers of the demo, and no other does", async () => {
    await sql`update promo_server set demo = true where region = 'NA'`;
    const brand = await createBrand(sql, { demo: true });
    const demo = await bookPromotion(deps(), marketer, booking({ brandId: brand.id, servers: 3 }));
    const real = await bookPromotion(deps(), marketer, booking({ tier: "exact", servers: 6 }));
    await allocateNow(allocationDeps(sql), marketer);
    const regions = await sql`
      select p.promotion_id as id, array_agg(distinct s.region) as regions, count(*)::int as n
      from placement p join promo_server s on s.id = p.server_id group by 1`;
    expect(Object.fromEntries(regions.map(({ id, ...rest }) => [id, rest]))).toEqual({
      [demo.promotionId]: { regions: ["NA"], n: 3 },
      [real.promotionId]: { regions: ["EU"], n: 6 },
    });
  });
});

describe("the life of a promotion", () => {
  it("draft, edit, booking, pause, resume, texts, cancellation; each with its audit row", async () => {
    const draft = await bookPromotion(deps(), marketer, { ...booking(), asDraft: true });
    const { promotionId } = draft;
    expect(draft).toMatchObject({ state: "draft", forecast: null });
    await changeDraft(deps(), marketer, { ...booking({ servers: 3 }), promotionId });
    await expect(pausePromotion(deps(), marketer, { promotionId })).rejects.toMatchObject({
      code: "promotion_state",
    });
    expect(await bookDraft(deps(), marketer, { promotionId })).toMatchObject({ state: "live" });
    await allocateNow(allocationDeps(sql), marketer);
    expect(await placed(promotionId)).toBe(3);
    await changeTexts(deps(), marketer, {
      ...{ promotionId, shortDescription: "New", variants: [{ key: "a", messageTemplate: "Now" }] },
    });
    const { added, version } = await allocateNow(allocationDeps(sql), marketer);
    expect(added).toEqual([]);
    expect(await sql`select 1 from promo_server where batch_version = ${version}`).toHaveLength(3);
    await expect(
      changeTexts(deps(), marketer, {
        promotionId,
        variants: [{ key: "z", messageTemplate: "?" }],
      }),
    ).rejects.toMatchObject({ code: "invalid" });
    await pausePromotion(deps(), marketer, { promotionId, reason: "Wrong link" });
    await allocateNow(allocationDeps(sql), marketer);
    expect(await placed(promotionId)).toBe(0);
    await resumePromotion(deps(), marketer, { promotionId });
    await cancelPromotion(deps(), marketer, { promotionId });
    expect(await stateOf(promotionId)).toBe("cancelled");
    const actions = await sql<{ action: string }[]>`
      select action from audit_log where subject_id = ${promotionId} order by id`;
    expect(actions.map(({ action }) => action.replace("promotion.", ""))).toEqual(
      "drafted edited booked texts_changed paused resumed cancelled".split(" "),
    );
    const wants = await sql`select 1 from allocation_want`;
    expect(wants.length).toBe(2);
  });

  it("starts and ends by the clock, and is told as short once when receipts are missing", async () => {
    const made = await bookPromotion(deps(), marketer, booking({ startsAt: inHours(1) }));
    const { promotionId } = made;
    expect(made.state).toBe("scheduled");
    expect(await advancePromotions(sql)).toEqual([]);
    await sql`update promotion set starts_at = now() - interval '1 hour' where id = ${promotionId}`;
    expect(await advancePromotions(sql)).toEqual([
      { id: promotionId, before: "scheduled", after: "live" },
    ]);
    await sql`update promotion set ends_at = now() where id = ${promotionId}`;
    const both = await Promise.all([advancePromotions(sql), advancePromotions(sql)]);
    expect(both.flat()).toEqual([{ id: promotionId, before: "live", after: "ended" }]);
    const told = () => sql`select data from outbox_event where type = 'promotion.short'`;
    expect(await told()).toHaveLength(0);
    await sql`update promotion set ends_at = now() - interval '15 minutes' where id = ${promotionId}`;
    await Promise.all([advancePromotions(sql), advancePromotions(sql)]);
    const facts = await told();
    expect(facts).toHaveLength(1);
    expect(facts[0]?.data).toMatchObject({ promotionId, exposures: 0, asked: 4 });
  });

  it("is another brand's secret, and nobody but staff books", async () => {
    const { id: brandId } = await createBrand(sql);
    const { promotionId } = await bookPromotion(deps(), marketer, booking({ brandId }));
    const key: Actor = {
      ...{ kind: "api_key", keyId: "k", ownerId: randomUUID(), scopes: ["admin"] },
      brandId: (await createBrand(sql)).id,
    };
    await expect(cancelPromotion(deps(), key, { promotionId })).rejects.toMatchObject({
      code: "promotion_not_found",
    });
    const brand: Actor = { kind: "user", userId: randomUUID(), role: "brand", brandId };
    await expect(bookPromotion(deps(), brand, booking())).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
