import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createBotApi } from "#lib/promotions/client/bot-api.ts";
import { createFileStore } from "#lib/promotions/client/file-store.ts";
import type { Posted } from "#lib/promotions/client/guild-state.ts";
import {
  createPromotionClient,
  type PromotionClientOptions,
} from "#lib/promotions/client/promotion-client.ts";
import {
  type FakeBotApi,
  fakeApp,
  fakeBotKey,
  startFakeBotApi,
} from "#lib/testing/fake-bot-api.ts";

const guild = { guildId: "42/../42", metadata: { platform: "discord", region: "eu" } } as const;
const minute = 60_000;

let api: FakeBotApi;
let folder: string;
let aheadMs: number;
let posts: string[];
let alerts: string[];

beforeEach(async () => {
  api = await startFakeBotApi();
  api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
  folder = await mkdtemp(join(tmpdir(), "frolic-client-"));
  [aheadMs, posts, alerts] = [0, [], []];
});
afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

function bot(change: Partial<PromotionClientOptions> = {}) {
  return createPromotionClient({
    api: createBotApi({ baseUrl: `${api.url}/`, apiKey: fakeBotKey, attempts: 1 }),
    store: createFileStore(folder),
    post: async (_, app) => {
      posts.push(app.appId);
      return { messageId: `m${posts.length}`, channelId: "c" };
    },
    alert: (_, { kind }) => void alerts.push(kind),
    now: () => Date.now() + aheadMs,
    random: () => 0.5,
    ...change,
  });
}

it("registers, posts in turn, and keeps all of it over a restart", async () => {
  const uuid = await bot().register(guild);
  const nextAt = await bot().turn(guild);
  expect(posts).toEqual(["a"]);
  // A pause of 7.2 minutes, and before it nothing.
  expect(Math.round((nextAt - Date.now()) / (minute / 10))).toBe(72);
  expect(await bot().turn(guild)).toBe(nextAt);
  for (const at of [8, 16, 24]) {
    aheadMs = at * minute;
    await bot().turn(guild);
  }
  expect(posts).toEqual(["a", "b", "a", "b"]);
  expect([...api.servers.keys()]).toEqual([uuid]);
  const told = [...api.events.values()];
  expect(told.map(({ body }) => [body.campaignId, body.messageId, body.eventType])).toEqual([
    ["cmp_a", "m1", "POSTED"],
    ["cmp_b", "m2", "POSTED"],
    ["cmp_a", "m3", "POSTED"],
    ["cmp_b", "m4", "POSTED"],
  ]);
  expect(await readdir(folder)).toHaveLength(1);
});

it("takes over the UUID that the API knows its guild by", async () => {
  const inForce = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
  api.knownGuilds.set(guild.guildId, inForce);
  expect(await bot().register(guild)).toBe(inForce);
  await bot().turn(guild);
  expect([...api.events.values()][0]?.body.serverUuid).toBe(inForce);
});

it("keeps receipts until the API takes them, once each", async () => {
  api.down.add("/trackPromotionEvent");
  await bot().turn(guild);
  aheadMs = 8 * minute;
  await bot().turn(guild);
  expect(api.events.size).toBe(0);
  api.down.clear();
  await bot().turn(guild);
  expect([...api.events.values()].map(({ told }) => told)).toEqual([1, 1]);
});

it("registers again when the API forgot it, and waits out an API that is away", async () => {
  const uuid = await bot().register(guild);
  await bot().turn(guild);
  api.servers.clear();
  aheadMs = 16 * minute;
  await bot().turn(guild);
  expect([...api.servers.keys()]).toEqual([uuid]);
  api.down.add("/getServerCampaigns");
  aheadMs = 40 * minute;
  await bot().turn(guild);
  expect(alerts).toEqual(["last_good"]);
  expect(posts).toHaveLength(3);
});

it("tries again in a minute what the platform refused", async () => {
  const refused = bot({ post: () => Promise.reject(new Error("busy")) });
  await expect(refused.turn(guild)).rejects.toThrow("busy");
  expect(await bot().turn(guild)).toBeGreaterThan(Date.now());
  aheadMs = 2 * minute;
  await bot().turn(guild);
  expect(posts).toEqual(["a"]);
});

it.each([
  ["posted", { messageId: "found", channelId: "c" }, ["b"], ["found", "m1"]],
  ["never posted", "never_posted", ["a"], ["m1"]],
  ["unknown", "unknown", ["b"], ["m1"]],
] as const)(
  "after a crash in a post that was %s it goes on without a second",
  async (_, answer, next, receipts) => {
    const dying = bot({ post: () => new Promise<never>(() => undefined) });
    void dying.turn(guild);
    const store = createFileStore(folder);
    while (!(await store.load(guild.guildId))?.intent)
      await new Promise((done) => setTimeout(done, 10));
    aheadMs = 8 * minute;
    await bot({ find: async (): Promise<Posted | "never_posted" | "unknown"> => answer }).turn(
      guild,
    );
    expect(posts).toEqual(next);
    expect([...api.events.values()].map(({ body }) => body.messageId)).toEqual(receipts);
  },
);

it("waits for other people's messages where the installation asks for them", async () => {
  const asked: number[] = [];
  api.posting = { messagesBetween: 3 };
  const crowded = (has: boolean) =>
    bot({
      hasMessagesSince: async (_, __, count) => {
        asked.push(count);
        return has;
      },
    });
  await crowded(false).turn(guild);
  aheadMs = 8 * minute;
  await crowded(false).turn(guild);
  expect(posts).toEqual(["a"]);
  aheadMs = 14 * minute;
  await crowded(true).turn(guild);
  expect(posts).toEqual(["a", "b"]);
  expect(asked).toEqual([3, 3]);
});

it("runs by itself until it is stopped", async () => {
  const stopping = new AbortController();
  const running = bot({ alert: () => undefined }).run(guild, stopping.signal);
  while (api.events.size === 0) await new Promise((done) => setTimeout(done, 10));
  stopping.abort();
  await running;
  expect(posts).toEqual(["a"]);
});
