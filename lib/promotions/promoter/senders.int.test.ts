import { REST } from "@discordjs/rest";
import { Api } from "grammy";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import { createDiscordSender, nonceOf } from "#lib/promotions/promoter/discord-sender.ts";
import { createSharedPace } from "#lib/promotions/promoter/pace.ts";
import type { Sender } from "#lib/promotions/promoter/sender.ts";
import { createTelegramSender } from "#lib/promotions/promoter/telegram-sender.ts";
import { fakeApp } from "#lib/testing/fake-bot-api.ts";
import {
  type FakePlatform,
  snowflake,
  startFakeDiscord,
  startFakeTelegram,
  supergroupOf,
} from "#lib/testing/fake-platforms.ts";
import { createTestDatabase, freePort, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let discord: FakePlatform;
let telegram: FakePlatform;
let senders: { discord: Sender; telegram: Sender };

function openSenders(timeoutMs: number) {
  const pace = createSharedPace(database.sql);
  return {
    discord: createDiscordSender({ token: "t", apiRoot: `${discord.url}/api`, pace, timeoutMs }),
    telegram: createTelegramSender({ token: "1:t", apiRoot: telegram.url, pace, timeoutMs }),
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  await discord?.close();
  await telegram?.close();
  discord = await startFakeDiscord();
  telegram = await startFakeTelegram();
  await database.sql`delete from promoter_pace`;
  senders = openSenders(15_000);
});
afterAll(async () => {
  await discord.close();
  await telegram.close();
});

const intent = (name: string, atMs = Date.now()): PostIntent => ({
  eventId: crypto.randomUUID(),
  app: fakeApp(name),
  atMs,
});
const at = (platform: "discord" | "telegram", address: string) => ({ platform, address });

describe.each(["discord", "telegram"] as const)("%s", (name) => {
  const platform = () => (name === "discord" ? discord : telegram);

  it("posts the label, the words and the tracked link, and names the message", async () => {
    const told = await senders[name].post(at(name, "101"), intent("hv"));
    expect(told).toMatchObject({ kind: "posted", channelId: "101", messageId: expect.any(String) });
    expect(platform().messages.map(({ text }) => text)).toEqual([
      "Sponsored\nPlay App hv today. About hv\nhttps://promo.example/go/hv",
    ]);
  });

  it("tells a blocked channel from a fault that passes", async () => {
    platform().moods.set("1", "forbidden").set("2", "missing").set("3", "broken").set("4", "hang");
    const impatient = openSenders(1_000)[name];
    const post = (channel: string) => impatient.post(at(name, channel), intent("a"));
    const check = (channel: string) => impatient.check(at(name, channel));
    expect(await post("1")).toMatchObject({ kind: "blocked", status: 403 });
    expect(await post("2")).toMatchObject({ kind: "blocked", status: 404 });
    expect(await post("3")).toMatchObject({ kind: "unknown" });
    expect(await post("4")).toMatchObject({ kind: "unknown" });
    expect(await check("1")).toMatchObject({ kind: "blocked", status: 403 });
    expect(await check("2")).toMatchObject({ kind: "blocked", status: 404 });
    expect(await check("3")).toMatchObject({ kind: "unclear" });
    expect(await check("5")).toEqual({ kind: "ok" });
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const pace = createSharedPace(database.sql);
    const lonely =
      name === "discord"
        ? createDiscordSender({ token: "t", apiRoot: `${url}/api`, pace })
        : createTelegramSender({ token: "1:t", apiRoot: url, pace });
    expect(await lonely.post(at(name, "1"), intent("a"))).toMatchObject({ kind: "failed" });
  });

  it("stays within the limits with 100 posts at once, by two workers", async () => {
    const more = createSharedPace(database.sql);
    const second =
      name === "discord"
        ? createDiscordSender({ token: "t", apiRoot: `${discord.url}/api`, pace: more })
        : createTelegramSender({ token: "1:t", apiRoot: telegram.url, pace: more });
    const posts = Array.from({ length: 100 }, (_, index) =>
      (index % 2 ? senders[name] : second).post(
        at(name, String(1_000 + index)),
        intent(`p${index}`),
      ),
    );
    const kinds = (await Promise.all(posts)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "posted")).toHaveLength(100);
    expect(platform().messages).toHaveLength(100);
    expect(platform().violations).toBe(0);
  });

  it("waits out a 429 and lets nobody in before", async () => {
    platform().holdNextMs = 1_500;
    const first = await senders[name].post(at(name, "1"), intent("a"));
    const rest = await Promise.all(
      ["2", "3", "4"].map((channel) => senders[name].post(at(name, channel), intent("b"))),
    );
    expect(["posted", "wait"]).toContain(first.kind);
    expect(rest.map(({ kind }) => kind)).toEqual(["posted", "posted", "posted"]);
    expect(platform().violations).toBe(0);
  });
});

it("is caught by the local platforms when it ignores their limits: the control", async () => {
  // So few a second that no machine is too slow to break the limit.
  const limits = { overallPerS: 5, channel: { limit: 5, spanMs: 5_000 } };
  const [telegram, discord] = await Promise.all([
    startFakeTelegram(limits),
    startFakeDiscord(limits),
  ]);
  const naive = new Api("1:t", { apiRoot: telegram.url });
  await Promise.allSettled(
    Array.from({ length: 120 }, (_, index) => naive.sendMessage(String(index), "now")),
  );
  expect(telegram.violations).toBeGreaterThan(5);
  await Promise.allSettled(
    Array.from({ length: 200 }, (_, index) =>
      fetch(`${discord.url}/api/v10/channels/${index}/messages`, {
        method: "POST",
        body: '{"content":"now"}',
      }),
    ),
  );
  expect(discord.violations).toBeGreaterThan(5);
  discord.violations = 0;
  // Without its own pause @discordjs/rest runs into the limit of the whole bot at least once.
  const rest = new REST({
    version: "10",
    api: `${discord.url}/api`,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
  }).setToken("t");
  await Promise.all(
    Array.from({ length: 15 }, (_, index) =>
      rest.post(`/channels/${5_000 + index}/messages`, { body: { content: "x" } }),
    ),
  );
  expect(discord.violations).toBeGreaterThan(0);
  await Promise.all([telegram.close(), discord.close()]);
});

it("keeps to five posts in five seconds of one Discord channel", async () => {
  const kinds = await Promise.all(
    Array.from({ length: 7 }, (_, index) =>
      senders.discord.post(at("discord", "7"), intent(`c${index}`)),
    ),
  );
  // The others come again by their schedule: five seconds are too long to wait inside a request.
  expect(kinds.map(({ kind }) => kind).sort()).toEqual([
    ...Array(5).fill("posted"),
    "wait",
    "wait",
  ]);
  expect(discord.violations).toBe(0);
});

it("posts to one Telegram chat once a second", async () => {
  const post = () => senders.telegram.post(at("telegram", "9"), intent("a"));
  expect((await post()).kind).toBe("posted");
  const second = await post();
  expect(second).toMatchObject({ kind: "wait" });
  expect(telegram.violations).toBe(0);
});

it("follows a Telegram group that became a supergroup instead of giving it up", async () => {
  telegram.moods.set("-77", "upgraded");
  const moved = { kind: "moved", to: String(supergroupOf("-77")) };
  expect(await senders.telegram.post(at("telegram", "-77"), intent("a"))).toEqual(moved);
  expect(await senders.telegram.check(at("telegram", "-77"))).toEqual(moved);
  expect(telegram.messages).toHaveLength(0);
});

describe("a Discord post without an answer", () => {
  it("is repeated by the library and dropped by Discord as the same", async () => {
    discord.moods.set("1", "swallow");
    const one = intent("a");
    const { discord: impatient } = openSenders(500);
    expect(await impatient.post(at("discord", "1"), one)).toMatchObject({ kind: "unknown" });
    expect(discord.messages.map(({ body }) => body.nonce)).toEqual([nonceOf(one.eventId)]);
  });

  it("is found by its tracked link, or shown not to be there, or not known", async () => {
    const find = (one: PostIntent) => senders.discord.find(at("discord", "1"), one);
    const one = intent("a");
    expect(await find(one)).toEqual({ kind: "unknown" });
    const old = {
      id: snowflake(one.atMs - 60_000),
      channel: "1",
      text: "hello",
      atMs: 0,
      body: { human: true },
    };
    discord.messages.push(old);
    expect(await find(one)).toEqual({ kind: "never_posted" });
    await senders.discord.post(at("discord", "1"), one);
    const id = discord.messages.at(-1)?.id;
    for (let other = 0; other < 130; other++) {
      discord.messages.push({ ...old, id: snowflake(Date.now()) });
    }
    expect(await find(one)).toEqual({ kind: "posted", messageId: id, channelId: "1" });
  });

  it("counts other people's messages", async () => {
    const sinceMs = Date.now() - 10_000;
    const say = (human: boolean) =>
      discord.messages.push({
        id: snowflake(Date.now()),
        channel: "1",
        text: "x",
        atMs: 0,
        body: { human },
      });
    for (let index = 0; index < 4; index++) say(index % 2 === 0);
    const since = (count: number) =>
      senders.discord.hasMessagesSince?.(at("discord", "1"), sinceMs, count);
    expect(await since(2)).toBe(true);
    expect(await since(3)).toBe(false);
  });
});
