import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noticeOffline } from "#lib/promotions/notice-offline.ts";
import { lowestFreeSlot } from "#lib/promotions/store-servers.ts";
import {
  type BotOwner,
  botCaller,
  createBotOwner,
  registration,
} from "#lib/testing/bot-fixture.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";

let runtime: TestRuntime;
let call: ReturnType<typeof botCaller>;
let mine: BotOwner;
let theirs: BotOwner;

const seed = (name: string) =>
  readFileSync(new URL(`./fixtures/${name}.txt`, import.meta.url), "utf8");

beforeAll(async () => {
  runtime = await createTestRuntime();
  const { sql } = runtime.database;
  [mine, theirs] = [await createBotOwner(sql), await createBotOwner(sql)];
  call = botCaller(runtime);
});
afterAll(() => runtime.close());

const register = (body: unknown, { key } = mine) => call("registerServer", { body, key });
const rowOf = async (id: unknown) => {
  const [row] = await runtime.database.sql`select * from promo_server where id = ${String(id)}`;
  return row ?? {};
};
const wants = async () => {
  const rows = await runtime.database.sql`delete from allocation_want returning trigger`;
  return rows.map((row) => row.trigger);
};

test("the registration of the roadmap gets the answer of the roadmap, however often it is sent", async () => {
  await wants();
  const request = seed("register-server.request");
  const answer = JSON.parse(seed("register-server.response"));
  for (const headers of [{}, { "content-type": "text/plain" }, { "content-type": "image/png" }]) {
    const reply = await call("registerServer", { body: request, key: mine.key, headers });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual(answer);
  }
  const row = await rowOf(answer.data.serverUuid);
  expect(row).toMatchObject({ slot: 0, user_count: 150, activity_level: "HIGH" });
  expect(row).toMatchObject({ owner_id: mine.userId, platform: "discord" });
  expect(new Date(row.registered_at).getTime()).toBe(1_735_689_600_000);
  expect(row.opted_in_by).toBe("whoever set up the promotion channel");
  expect(await wants()).toEqual(["promo_server"]);
});

test("the fetch of the roadmap, as it is printed, gets a batch with the roadmap's fields", async () => {
  const [first = "", second = ""] = seed("get-server-campaigns.request").split("\n");
  const [method, path = ""] = first.split(" ");
  const [name = "", value = ""] = second.split(": ");
  const headers = { [name]: value.replace("{API_KEY}", mine.key) };
  const reply = await call(path.slice(1), { method: method ?? "", headers });
  expect(reply.status).toBe(200);
  expect(Object.keys(reply.body.data).slice(0, 4)).toEqual([
    "serverUuid",
    "campaigns",
    "allocationTimestamp",
    "nextAllocationCheck",
  ]);
  expect(path.endsWith(String(reply.body.data.serverUuid))).toBe(true);
});

test("a guild whose bot lost its UUID gets back the one in force, and what was not said stays", async () => {
  const told = { region: "EU", language: "de", channelId: "77", blockedCategories: ["casino"] };
  const first = registration("lost-uuid", told);
  await register(first);
  const reply = await register(registration("lost-uuid", { userCount: 900 }));
  expect(reply.body.data.serverUuid).toBe(first.serverUuid);
  expect(reply.body.data.registered).toBe(true);
  const row = await rowOf(first.serverUuid);
  expect(row).toMatchObject({ region: "EU", language: "de", channel_id: "77", user_count: 900 });
  expect(row.blocked_categories).toEqual(["casino"]);
});

test("one UUID in two guilds is two promo servers", async () => {
  const first = registration("cloned-1");
  await register(first);
  const reply = await register({ ...first, guildId: "cloned-2" });
  expect(reply.status).toBe(200);
  expect(reply.body.data.serverUuid).not.toBe(first.serverUuid);
  expect((await rowOf(first.serverUuid)).guild_id).toBe("cloned-1");
});

test("the same guild id on two platforms is two promo servers", async () => {
  const [a, b] = [registration("-100200", { platform: "telegram" }), registration("-100200")];
  const replies = [await register({ ...a, guildId: -100200 }), await register(b)];
  expect(replies.map(({ body }) => body.data.serverUuid)).toEqual([a.serverUuid, b.serverUuid]);
});

test("another owner's promo server is answered in every byte as one that never was", async () => {
  const own = registration("foreign-guild");
  await register(own);
  const asked = (serverUuid: string) => [
    call(`getServerStatus?serverUuid=${serverUuid}`, { key: theirs.key }),
    call(`getServerCampaigns?serverUuid=${serverUuid}`, { key: theirs.key }),
    call(`getAllApps?serverUuid=${serverUuid}`, { key: theirs.key }),
    call("heartbeat", { key: theirs.key, body: { serverUuid } }),
    call(`unregisterServer?serverUuid=${serverUuid}`, { key: theirs.key, method: "DELETE" }),
  ];
  const [foreign, unknown] = await Promise.all([
    Promise.all(asked(own.serverUuid)),
    Promise.all(asked(randomUUID())),
  ]);
  foreign.forEach((reply, index) => {
    expect(reply.status).toBe(404);
    expect(reply.text).toBe(unknown[index]?.text);
    expect(reply.body.status.code).toBe("promo_server_not_found");
  });
  const taken = [
    await register(registration("foreign-guild"), theirs),
    await register(registration("a-guild-of-theirs", {}, own.serverUuid), theirs),
  ];
  for (const reply of taken) expect(reply.text).toBe(unknown[0]?.text);
  expect(await rowOf(own.serverUuid)).toMatchObject({ owner_id: mine.userId });
});

test("fifty registrations of one guild at once make one row with one slot", async () => {
  const tries = Array.from({ length: 50 }, () => registration("stampede"));
  const replies = await Promise.all(tries.map((body) => register(body)));
  const uuids = new Set(replies.map(({ body }) => body.data.serverUuid));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(uuids.size).toBe(1);
  const rows = await runtime.database
    .sql`select slot from promo_server where guild_id = 'stampede'`;
  expect(rows).toHaveLength(1);
});

test("fifty guilds at once get fifty slots without a hole, and a freed one is given out first", async () => {
  const bodies = Array.from({ length: 50 }, (_, index) => registration(`crowd-${index}`));
  await Promise.all(bodies.map((body) => register(body)));
  const { sql } = runtime.database;
  const slots = async () =>
    (await sql`select slot from promo_server where slot is not null order by slot`).map(
      (row) => row.slot,
    );
  const before = await slots();
  expect(before).toEqual(before.map((_, index) => index));
  const gone = bodies[7]?.serverUuid ?? "";
  const freed = (await rowOf(gone)).slot;
  const path = `unregisterServer?serverUuid=${gone}`;
  const replies = [await call(path, { key: mine.key, method: "DELETE" })];
  replies.push(await call(path, { key: mine.key, method: "DELETE" }));
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  const late = registration("crowd-late");
  await register(late);
  expect((await rowOf(late.serverUuid)).slot).toBe(freed);
  // Back under its old UUID, with another slot.
  const back = await register(registration("crowd-7"));
  expect(back.body.data.serverUuid).toBe(gone);
  expect((await rowOf(gone)).slot).toBe(before.length);
});

test("without their turns two registrations would take one slot", async () => {
  const { sql } = runtime.database;
  // Each looks before the other one has written: what the lock of the registry forbids.
  const looks = await Promise.all([
    sql.begin((tx) => lowestFreeSlot(tx)),
    sql.begin((tx) => lowestFreeSlot(tx)),
  ]);
  expect(looks[0]).toBe(looks[1]);
});

test("an unregistered promo server is told so until it registers again", async () => {
  const body = registration("leaver");
  await register(body);
  const { serverUuid } = body;
  await call("unregisterServer", { key: mine.key, method: "DELETE", body: { serverUuid } });
  const status = await call(`getServerStatus?serverUuid=${serverUuid}`, { key: mine.key });
  expect(status.body.data).toMatchObject({ status: "UNREGISTERED", batchSize: 0 });
  const refused = [
    await call(`getServerCampaigns?serverUuid=${serverUuid}`, { key: mine.key }),
    await call("heartbeat", { key: mine.key, body: { serverUuid } }),
  ];
  for (const reply of refused) {
    expect(reply.status).toBe(410);
    expect(reply.body.status.code).toBe("promo_server_unregistered");
  }
  expect((await rowOf(serverUuid)).slot).toBeNull();
});

test("a guild that was unregistered goes to whoever registers it, and is lost to its owner of before", async () => {
  const body = registration("moving");
  await register(body);
  const taken = await register(registration("moving"), theirs);
  expect(taken.status).toBe(404);
  const { serverUuid } = body;
  await call("unregisterServer", { key: mine.key, method: "DELETE", body: { serverUuid } });
  // The same bot with another key sends the UUID that it has.
  expect((await register(body, theirs)).body.data.serverUuid).toBe(serverUuid);
  expect((await register(body)).status).toBe(404);
  expect((await call("heartbeat", { key: theirs.key, body: { serverUuid } })).status).toBe(200);
  expect((await call("heartbeat", { key: mine.key, body: { serverUuid } })).status).toBe(404);
});

test("an hour of silence is offline, told once, and ended by any call", async () => {
  const { sql } = runtime.database;
  const body = registration("silent");
  await register(body);
  const { serverUuid } = body;
  await sql`update promo_server set last_seen_at = now() - interval '59 minutes' where id = ${serverUuid}`;
  expect(await noticeOffline(sql)).toEqual([]);
  await sql`update promo_server set last_seen_at = now() - interval '61 minutes' where id = ${serverUuid}`;
  await wants();
  const noticed = await Promise.all([noticeOffline(sql), noticeOffline(sql), noticeOffline(sql)]);
  expect(noticed.flat().map(({ id }) => id)).toEqual([serverUuid]);
  expect(await wants()).toEqual(["promo_server"]);
  const events = await sql`
    select data from outbox_event where type = 'promo_server.offline' and data ->> 'serverUuid' = ${serverUuid}`;
  expect(events).toHaveLength(1);
  const statusOf = async () =>
    (await call(`getServerStatus?serverUuid=${serverUuid}`, { key: mine.key })).body.data.status;
  expect(await statusOf()).toBe("OFFLINE");
  expect(await wants()).toEqual(["promo_server"]);
  expect(await statusOf()).toBe("ACTIVE");
  expect(await wants()).toEqual([]);
  await sql`update promo_server set last_seen_at = now() - interval '2 hours' where id = ${serverUuid}`;
  expect((await noticeOffline(sql)).map(({ id }) => id)).toEqual([serverUuid]);
  const beat = await call("heartbeat", { key: mine.key, body: { serverUuid } });
  expect(beat.body.data.status).toBe("ACTIVE");
  expect(await noticeOffline(sql)).toEqual([]);
});
