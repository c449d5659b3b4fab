import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";
import type { AppOnWire } from "#lib/promotions/bot-contract.ts";
import { setPostingRules, setRollout } from "#lib/promotions/network-settings.ts";
import { isDistributed } from "#lib/promotions/rollout.ts";
import {
  type BotOwner,
  botCaller,
  createBotOwner,
  registration,
} from "#lib/testing/bot-fixture.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { createPromotion, place, type TestPromotion } from "#lib/testing/promotion-rows.ts";

let runtime: TestRuntime;
let call: ReturnType<typeof botCaller>;
let owner: BotOwner;
let staff: Actor;

beforeAll(async () => {
  runtime = await createTestRuntime();
  owner = await createBotOwner(runtime.database.sql);
  staff = { kind: "user", userId: owner.userId, role: "admin", brandId: null };
  call = botCaller(runtime);
});
afterAll(() => runtime.close());

async function register(guildId: string, metadata: object = {}): Promise<string> {
  const { body } = await call("registerServer", {
    key: owner.key,
    body: registration(guildId, metadata),
  });
  return String(body.data.serverUuid);
}

const fetchBatch = (serverUuid: string, etag?: string | null) =>
  call(`getServerCampaigns?serverUuid=${serverUuid}`, {
    key: owner.key,
    headers: etag ? { "if-none-match": etag } : {},
  });

const campaignsOf = (data: Record<string, unknown>) => data.campaigns as AppOnWire[];
const idsOf = (data: Record<string, unknown>) =>
  campaignsOf(data).map(({ campaign }) => campaign.campaignId);

async function placeOn(serverUuid: string, promotion: TestPromotion, variant = 0) {
  const { sql } = runtime.database;
  const server = { id: serverUuid, ownerId: owner.userId, guildId: "" };
  await place(sql, { promotion, server, variant });
  await sql`update promo_server set batch_version = batch_version + 1 where id = ${serverUuid}`;
}

test("a batch holds what is placed and runs, in the shape of the wire, with tracked links", async () => {
  const { sql } = runtime.database;
  const serverUuid = await register("shape");
  const live = await createPromotion(sql, { variants: 2, endsIn: 5 });
  const ending = await createPromotion(sql, { endsIn: 2 });
  const early = await createPromotion(sql, { startsIn: 1 });
  const over = await createPromotion(sql, { startsIn: -5, endsIn: -1 });
  const paused = await createPromotion(sql);
  await sql`update promotion set state = 'paused' where id = ${paused.id}`;
  await createPromotion(sql);
  for (const each of [ending, early, over, paused]) await placeOn(serverUuid, each);
  await placeOn(serverUuid, live, 1);
  const { status, body } = await fetchBatch(serverUuid);
  expect(status).toBe(200);
  expect(body.status).toEqual({ statusCode: 200, statusMessage: "SUCCESS" });
  expect(idsOf(body.data)).toEqual([ending.campaignId, live.campaignId]);
  const app = campaignsOf(body.data)[1];
  expect(app).toMatchObject({ appId: "heroes", appName: "Heroes", shortDescription: "A game." });
  expect(app?.campaign).toMatchObject({ variantId: "b", messageTemplate: "Play b", tier: "exact" });
  const { startDate = 0, endDate = 0, ctaUrl = "", ctas } = app?.campaign ?? {};
  expect([Number.isInteger(startDate), Number.isInteger(endDate)]).toEqual([true, true]);
  expect(endDate - startDate).toBe(17 * 3600);
  expect(ctas).toEqual({ website: ctaUrl });
  const token = /^http:\/\/localhost:3000\/go\/([\w-]{16})$/.exec(ctaUrl)?.[1];
  const [link] = await sql`select * from click_link where token = ${token ?? ""}`;
  expect(link).toMatchObject({ promotion_id: live.id, server_id: serverUuid });
  const nowS = Date.now() / 1000;
  const next = Number(body.data.nextAllocationCheck);
  expect(Math.abs(next - nowS - 900)).toBeLessThan(30);
  expect(Number(body.data.allocationTimestamp)).toBeLessThanOrEqual(nowS + 1);
});

test("a version that is at hand is answered with 304 and no body, until anything of it changes", async () => {
  const { sql } = runtime.database;
  const serverUuid = await register("cached");
  const promotion = await createPromotion(sql);
  await placeOn(serverUuid, promotion);
  const first = await fetchBatch(serverUuid);
  const again = await fetchBatch(serverUuid);
  let etag = first.headers.get("etag");
  expect(etag).toMatch(/^W\/"1-[\w-]{16}"$/);
  expect(again.headers.get("etag")).toBe(etag);
  expect(again.body.data.campaigns).toEqual(first.body.data.campaigns);
  for (const asked of [etag, `"other", ${etag}`, etag?.replace("W/", ""), "*"]) {
    const unchanged = await fetchBatch(serverUuid, asked);
    expect([unchanged.status, unchanged.text]).toEqual([304, ""]);
    expect(unchanged.headers.get("cache-control")).toMatch(/^private, max-age=\d+$/);
  }
  // A process that never built it answers as well, and builds nothing: a batch that is built gets its links anew.
  await sql`delete from click_link where server_id = ${serverUuid}`;
  const elsewhere = { key: owner.key, headers: { "if-none-match": etag ?? "" } };
  const path = `getServerCampaigns?serverUuid=${serverUuid}`;
  expect((await botCaller(runtime)(path, elsewhere)).status).toBe(304);
  const links = await sql`select 1 from click_link where server_id = ${serverUuid}`;
  expect(links).toHaveLength(0);
  const changes: readonly (() => Promise<unknown>)[] = [
    () => sql`update promotion set short_description = 'Another.' where id = ${promotion.id}`,
    () =>
      sql`update promotion_variant set message_template = 'x' where promotion_id = ${promotion.id}`,
    () => sql`update promotion set state = 'paused' where id = ${promotion.id}`,
    () => sql`update promotion set state = 'live' where id = ${promotion.id}`,
    () =>
      sql`update promotion set starts_at = now() - interval '2 h', ends_at = now() - interval '1 s' where id = ${promotion.id}`,
    async () => placeOn(serverUuid, await createPromotion(sql)),
    () => setPostingRules({ sql }, staff, { messagesBetween: 7 }),
    () => sql`update promo_server set blocked_at = now() where id = ${serverUuid}`,
  ];
  for (const change of changes) {
    await change();
    const fresh = await fetchBatch(serverUuid, etag);
    expect([change.toString(), fresh.status]).toEqual([change.toString(), 200]);
    etag = fresh.headers.get("etag");
    expect((await fetchBatch(serverUuid, etag)).status).toBe(304);
  }
  expect(idsOf((await fetchBatch(serverUuid)).body.data)).toEqual([]);
  const [row] = await sql`select * from promo_server where id = ${serverUuid}`;
  expect(Number(row?.not_modified)).toBe(5 + changes.length);
  expect(Number(row?.fetches)).toBe(2 + 5 + 2 * changes.length + 1);
  expect(Number(row?.fetched_bytes)).toBeGreaterThan(first.text.length);
  await setPostingRules({ sql }, staff, {});
});

test("a bot is told to ask again when something of its batch ends before the quarter of an hour", async () => {
  const { sql } = runtime.database;
  const serverUuid = await register("boundary");
  const promotion = await createPromotion(sql);
  await sql`update promotion set ends_at = now() + interval '4 minutes' where id = ${promotion.id}`;
  await placeOn(serverUuid, promotion);
  const { body } = await fetchBatch(serverUuid);
  const [campaign] = campaignsOf(body.data);
  expect(Number(body.data.nextAllocationCheck) - (campaign?.campaign.endDate ?? 0)).toBeLessThan(2);
  const fresh = (await fetchBatch(await register("young"))).body.data;
  expect(Number(fresh.nextAllocationCheck) * 1000 - Date.now()).toBeLessThan(61_000);
});

test("a promo server is told how often it may post", async () => {
  const { sql } = runtime.database;
  const serverUuid = await register("limits");
  for (let n = 0; n < 10; n++) await placeOn(serverUuid, await createPromotion(sql));
  const posting = async () => (await fetchBatch(serverUuid)).body.data.posting;
  expect(await posting()).toEqual({
    cooldownSeconds: 16 * 60,
    jitter: 0.2,
    postsPerDayMax: 288,
    messagesBetween: 0,
  });
  await setPostingRules({ sql }, staff, { postsPerDayMax: 48, messagesBetween: 5 });
  await sql`update promo_server set messages_between = 9, posts_per_day_max = 24 where id = ${serverUuid}`;
  expect(await posting()).toMatchObject({ cooldownSeconds: 3600, postsPerDayMax: 24 });
  expect(await posting()).toMatchObject({ messagesBetween: 9 });
  await setPostingRules({ sql }, staff, {});
});

test("whom the roll-out has not reached gets every running promotion but those it does not want", async () => {
  const { sql } = runtime.database;
  await sql`update promotion set state = 'ended'`;
  const running = [await createPromotion(sql), await createPromotion(sql)];
  const casino = await createPromotion(sql, { variants: 2 });
  await sql`update promotion set category = 'casino' where id = ${casino.id}`;
  const guilds = Array.from({ length: 12 }, (_, index) => `rollout-${index}`);
  const servers = await Promise.all(
    guilds.map((id) => register(id, { blockedCategories: ["casino"] })),
  );
  const open = await register("rollout-open");
  const own = running[0] as TestPromotion;
  for (const server of servers) await placeOn(server, own);
  const sizes = async () => {
    const replies = await Promise.all(servers.map((server) => fetchBatch(server)));
    return replies.map(({ body }) => idsOf(body.data).length);
  };
  for (const percent of [0, 30, 100]) {
    await setRollout({ sql }, staff, { percent });
    expect(await sizes()).toEqual(servers.map((id) => (isDistributed(id, percent) ? 1 : 2)));
  }
  await setRollout({ sql }, staff, { percent: 0 });
  const reply = await fetchBatch(open);
  expect(idsOf(reply.body.data)).toHaveLength(3);
  expect((await fetchBatch(open, reply.headers.get("etag"))).status).toBe(304);
  const shared = campaignsOf(reply.body.data).map(({ campaign }) => campaign.ctaUrl);
  const all = await call("getAllApps", { key: owner.key });
  expect((all.body.data.apps as AppOnWire[]).map(({ campaign }) => campaign.ctaUrl)).toEqual(
    shared,
  );
  await setRollout({ sql }, staff, { percent: 100 });
  expect((await fetchBatch(open, reply.headers.get("etag"))).status).toBe(200);
});

test("the list of everything comes in pages that neither repeat nor skip, marked as deprecated", async () => {
  const { sql } = runtime.database;
  for (let n = 0; n < 7; n++) await createPromotion(sql);
  const [row] =
    await sql`select count(*)::int as n from promotion where state = 'live' and ends_at > now()`;
  const seen: string[] = [];
  let cursor: unknown = null;
  let pages = 0;
  // The list is read anew within a second or two.
  await expect
    .poll(
      async () => ((await call("getAllApps", { key: owner.key })).body.data.apps as []).length,
      {
        timeout: 5_000,
      },
    )
    .toBe(row?.n);
  do {
    const query = cursor === null ? "" : `&cursor=${String(cursor)}`;
    const reply = await call(`getAllApps?limit=3${query}`, { key: owner.key });
    expect(reply.headers.get("deprecation")).toMatch(/^@\d+$/);
    const apps = reply.body.data.apps as AppOnWire[];
    seen.push(...apps.map(({ campaign }) => campaign.campaignId));
    cursor = reply.body.data.nextCursor;
    pages += 1;
  } while (cursor !== null);
  expect(pages).toBe(Math.ceil(Number(row?.n) / 3));
  expect(new Set(seen).size).toBe(row?.n);
  expect(seen).toHaveLength(row?.n ?? 0);
});
