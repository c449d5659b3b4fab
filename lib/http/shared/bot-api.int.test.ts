import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import type { AppOnWire } from "#lib/promotions/bot-contract.ts";
import { type BotCall, botCaller, createBotOwner, registration } from "#lib/testing/bot-fixture.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { createPromotion } from "#lib/testing/promotion-rows.ts";

let runtime: TestRuntime;
let call: ReturnType<typeof botCaller>;
let key: string;

beforeAll(async () => {
  runtime = await createTestRuntime();
  key = (await createBotOwner(runtime.database.sql)).key;
  call = botCaller(runtime);
});
afterAll(() => runtime.close());

const refusals: readonly (readonly [string, string, () => BotCall, number, string])[] = [
  ["no key", "getAllApps", () => ({}), 401, "unauthenticated"],
  ["no bearer", "getAllApps", () => ({ headers: { authorization: key } }), 401, "unauthenticated"],
  ["a mangled key", "getAllApps", () => ({ key: `${key}x` }), 401, "key_malformed"],
  ["an unknown key", "getAllApps", () => ({ key: newApiKey().key }), 401, "key_invalid"],
  ["an unknown call", "getNothing", () => ({ key }), 404, "not_found"],
  ["a call of Object", "constructor", () => ({ key }), 404, "not_found"],
  ["another method", "registerServer", () => ({ key }), 404, "not_found"],
  ["no JSON", "registerServer", () => ({ key, body: "{serverUuid:" }), 400, "bad_request"],
  ["a list", "registerServer", () => ({ key, body: "[]" }), 422, "invalid"],
  ["no body", "heartbeat", () => ({ key, method: "POST" }), 422, "invalid"],
  [
    "a huge body",
    "heartbeat",
    () => ({ key, body: `"${"x".repeat(70_000)}"` }),
    413,
    "payload_too_large",
  ],
  ["no UUID", "getServerStatus?serverUuid=1", () => ({ key }), 422, "invalid"],
  ["a forged cursor", "getAllApps?cursor=%27--", () => ({ key }), 422, "invalid"],
  [
    "year 60000",
    "registerServer",
    () => ({ key, body: { ...registration("x"), registeredAt: 2e12 } }),
    422,
    "invalid",
  ],
  ["a bot's key", "reallocateCampaigns", () => ({ key, body: {} }), 403, "scope_missing"],
];

test.each(refusals)("%s is refused in the envelope", async (_name, path, given, status, code) => {
  const reply = await call(path, given());
  expect(reply.status).toBe(status);
  expect(reply.body.status).toMatchObject({ statusCode: status, code });
  expect(reply.body.status.statusMessage.length).toBeGreaterThan(10);
  expect(Object.keys(reply.body)).toEqual(["status", "data"]);
  expect(reply.headers.get("content-type")).toBe("application/json");
});

test("what is wrong with a field is said by its path", async () => {
  const body = registration("fields", { userCount: "many", activityLevel: "WILD" });
  const { data } = (await call("registerServer", { key, body })).body;
  const paths = (data.errors as { path: string }[]).map(({ path }) => path);
  expect(paths.sort()).toEqual(["metadata.activityLevel", "metadata.userCount"]);
});

test("nulls, other cases and fields that nobody knows are taken as bots send them", async () => {
  const metadata = { activityLevel: "low", region: null, userCount: 12.4, shard: 7 };
  const body = { ...registration("lenient"), metadata, registeredAt: 1735689600.25, version: "2" };
  expect((await call("registerServer", { key, body })).status).toBe(200);
  const bare = { serverUuid: randomUUID().toUpperCase(), guildId: "bare" };
  const reply = await call("registerServer", { key, body: bare });
  expect(reply.body.data.serverUuid).toBe(bare.serverUuid.toLowerCase());
  const [row] = await runtime.database.sql`select * from promo_server where guild_id = 'lenient'`;
  expect(row).toMatchObject({ activity_level: "LOW", region: null, user_count: 12 });
});

test("a key for other things opens nothing here, and a key that asks too often is told to wait", async () => {
  const { sql } = runtime.database;
  const other = await createBotOwner(sql, ["ads:write", "coupons:redeem", "reports:read"]);
  const { serverUuid } = registration("x");
  const tries = [
    call("registerServer", { key: other.key, body: registration("nobody") }),
    call("getAllApps", { key: other.key }),
    call(`getServerCampaigns?serverUuid=${serverUuid}`, { key: other.key }),
    call("heartbeat", { key: other.key, body: { serverUuid } }),
    call(`unregisterServer?serverUuid=${serverUuid}`, { key: other.key, method: "DELETE" }),
  ];
  const codes = (await Promise.all(tries)).map(({ status, body }) => [status, body.status.code]);
  expect(codes).toEqual(tries.map(() => [403, "scope_missing"]));

  const eager = await createBotOwner(sql);
  const flooded = botCaller({ ...runtime, clock: { now: () => 0, monotonicMs: () => 0 } });
  let admitted = 0;
  for (let n = 0; n < 1_200; n += 100) {
    const round = Array.from({ length: 100 }, () =>
      flooded(`getServerStatus?serverUuid=${serverUuid}`, { key: eager.key }),
    );
    admitted += (await Promise.all(round)).filter(({ status }) => status === 404).length;
  }
  expect(admitted).toBe(1_000);
  const late = await flooded("getAllApps", { key: eager.key });
  expect(late.status).toBe(429);
  expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
  // Another key of another owner has a rate of its own.
  expect((await flooded("getAllApps", { key })).status).toBe(200);
});

test("the event of the roadmap is refused as it is printed, and counted with its blanks filled in", async () => {
  const { sql } = runtime.database;
  const fixture = "../../promotions/fixtures/track-promotion-event.request.txt";
  const printed = readFileSync(new URL(fixture, import.meta.url), "utf8");
  expect((await call("trackPromotionEvent", { key, body: printed })).status).toBe(422);
  const server = registration("tracked");
  await call("registerServer", { key, body: server });
  const promotion = await createPromotion(sql);
  await sql`update promotion set wire_key = 'cmp_hv_nemesis_jan' where id = ${promotion.id}`;
  const filled = printed
    .replace("550e8400-...", server.serverUuid)
    .replace("POSTED|CLICKED|CONVERTED", "POSTED")
    .replace("1735689600", String(Math.floor(Date.now() / 1000)));
  await sql`update promo_server set last_seen_at = now() - interval '50 minutes'`;
  const replies = [];
  for (let n = 0; n < 2; n++)
    replies.push(await call("trackPromotionEvent", { key, body: filled }));
  expect(replies.map(({ body }) => body.data.duplicate)).toEqual([false, true]);
  const status = await call(`getServerStatus?serverUuid=${server.serverUuid}`, { key });
  expect(Date.now() / 1000 - Number(status.body.data.lastHeartbeatAt)).toBeLessThan(600);
});

test("an admin's key reallocates: a dry run tells the diff, the real one brings the batches", async () => {
  const { sql } = runtime.database;
  await sql`update promotion set state = 'ended'`;
  const admin = await createBotOwner(sql, ["admin", "bot"]);
  const bodies = Array.from({ length: 4 }, (_, n) => registration(`allocated-${n}`));
  for (const body of bodies) await call("registerServer", { key: admin.key, body });
  await sql`update promo_server set unregistered_at = now(), slot = null where guild_id not like 'allocated-%'`;
  await createPromotion(sql, { servers: 3 });
  const run = async (body: object) =>
    (await call("reallocateCampaigns", { key: admin.key, body })).body;
  const dry = await run({ dryRun: true });
  expect(dry.data).toMatchObject({ dryRun: true, removed: [] });
  expect(dry.data.added).toHaveLength(3);
  const sizes = async () => {
    const replies = await Promise.all(
      bodies.map(({ serverUuid }) =>
        call(`getServerCampaigns?serverUuid=${serverUuid}`, { key: admin.key }),
      ),
    );
    return replies.map(({ body }) => (body.data.campaigns as AppOnWire[]).length).sort();
  };
  expect(await sizes()).toEqual([0, 0, 0, 0]);
  const real = await run({});
  expect(real.data).toMatchObject({ dryRun: false, added: dry.data.added });
  expect(await sizes()).toEqual([0, 1, 1, 1]);
  expect((await run({})).data).toMatchObject({ added: [], removed: [] });
});
