import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertIntent, keepGuild, takeDueGuilds } from "#lib/promotions/store-promoter.ts";
import { fakeApp } from "#lib/testing/fake-bot-api.ts";
import { openPromoterBench, type PromoterBench } from "#lib/testing/promoter-fixture.ts";
import { createTestDatabase, eventually, type TestDatabase } from "#lib/testing/stores.ts";

let database: TestDatabase;
let bench: PromoterBench;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  bench = await openPromoterBench(database);
});
afterEach(() => bench.close());

const minutes = 60_000;

describe("a visit", () => {
  it("registers, posts what is due first, and delivers one receipt a post", async () => {
    bench.api.apps = [fakeApp("late", 90_000), fakeApp("soon", 9_000)];
    const uuid = await bench.connect({ guildId: "501" });
    const worker = bench.worker();
    await bench.settle(worker);
    expect(bench.discord.messages.map(({ text }) => text.split("\n")[2])).toEqual([
      "https://promo.example/go/soon",
    ]);
    const [told] = [...bench.api.events.values()];
    expect(told).toMatchObject({
      told: 1,
      body: {
        serverUuid: uuid,
        campaignId: "cmp_soon",
        appId: "soon",
        variantId: "a",
        eventType: "POSTED",
        messageId: bench.discord.messages[0]?.id,
        channelId: "501",
      },
    });
    expect(await bench.posts()).toMatchObject([{ state: "ACKNOWLEDGED" }]);
    // A batch of two: 7.2 minutes, a fifth less at the lowest random number.
    expect((await bench.guild("501")).inMs / minutes).toBeCloseTo(7.2 * 0.8, 1);
  });

  it("keeps the pause over a restart, and goes on with the rotation", async () => {
    bench.api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
    await bench.connect({ guildId: "502" });
    await bench.settle(bench.worker());
    await bench.settle(bench.worker());
    expect(bench.discord.messages).toHaveLength(1);
    bench.aheadMs = 6 * minutes;
    await bench.settle(bench.worker());
    bench.aheadMs = 12 * minutes;
    await bench.settle(bench.worker());
    expect(bench.discord.messages.map(({ text }) => text.at(-1))).toEqual(["a", "b", "a"]);
    // The batch was fetched once: its next check is a quarter of an hour away.
    expect(bench.api.calls.get("/getServerCampaigns")).toBe(1);
  });

  it("says what is missing instead of posting: a channel, a token", async () => {
    bench.api.apps = [fakeApp("a")];
    await bench.connect({ guildId: "507", channelId: null });
    await bench.settle(bench.worker());
    expect((await bench.guild("507")).lastError).toBe("No channel is set.");
    bench.aheadMs = 10 * minutes;
    await bench.settle(bench.worker({ senders: {} }));
    expect((await bench.guild("507")).lastError).toBe("There is no token for discord.");
  });
});

describe("several workers", () => {
  it("never post twice at one turn: 40 guilds, four workers at once", async () => {
    bench.api.apps = [fakeApp("a"), fakeApp("b")];
    for (let guild = 0; guild < 40; guild++) {
      await bench.connect({ guildId: String(8_000 + guild), region: `r${guild % 4}` });
    }
    const workers = Array.from({ length: 4 }, () => bench.worker());
    for (let turn = 1; turn <= 3; turn++) {
      for (let round = 0; round < 3; round++) {
        await Promise.all(workers.map((worker) => bench.settle(worker)));
      }
      expect(bench.discord.messages).toHaveLength(40 * turn);
      expect(new Set(bench.discord.messages.slice(-40).map(({ channel }) => channel)).size).toBe(
        40,
      );
      bench.aheadMs += 8 * minutes;
    }
    expect(bench.api.events.size).toBe(120);
    expect(bench.discord.violations).toBe(0);
  });

  it("post nothing once their lease is another's", async () => {
    bench.api.apps = [fakeApp("a")];
    await bench.connect({ guildId: "901" });
    const { sql } = database;
    const worker = bench.worker();
    await worker.round();
    await worker.idle();
    expect(bench.discord.messages).toHaveLength(1);
    bench.aheadMs = 30 * minutes;
    const late = {
      nowMs: bench.now(),
      token: randomUUID(),
      leaseMs: 60_000,
      perRegion: 9,
      except: [],
    };
    const [guild] = await takeDueGuilds(sql, late);
    if (!guild) throw new Error("the guild was due");
    await sql`update promoter_guild set lease_token = gen_random_uuid()`;
    const rotation = { hash: "", queue: [], postedAt: {} };
    const post = {
      postId: randomUUID(),
      serverUuid: guild.serverUuid,
      app: fakeApp("a"),
      atMs: bench.now(),
    };
    const lost = { ...post, nextPostMs: bench.now(), rotation, leaseMs: 60_000 };
    expect(await insertIntent(sql, { id: guild.id, token: late.token }, lost)).toBe(false);
    expect(await keepGuild(sql, { id: guild.id, token: late.token }, { lastError: "x" })).toBe(
      false,
    );
    const [held] = await sql<{ token: string }[]>`select lease_token as token from promoter_guild`;
    const token = held?.token ?? "";
    expect(await insertIntent(sql, { id: guild.id, token }, lost)).toBe(true);
    // While one post is open its guild has no second, whoever holds the lease.
    const second = { ...lost, postId: randomUUID() };
    expect(await insertIntent(sql, { id: guild.id, token }, second)).toBe(false);
  });
});

it("a region that hangs and a channel that fails hold up no other", async () => {
  bench.api.apps = [fakeApp("a"), fakeApp("b")];
  for (let guild = 0; guild < 12; guild++) {
    const guildId = String(9_100 + guild);
    await bench.connect({ guildId, region: guild < 4 ? "hanging" : `r${guild}` });
    if (guild < 4) bench.discord.moods.set(guildId, "hang");
    if (guild === 4) bench.discord.moods.set(guildId, "broken");
  }
  const worker = bench.worker({}, { batchMsMax: 10_000, concurrency: 1 });
  const startedMs = performance.now();
  await worker.round();
  await eventually("the others are posted to", async () =>
    bench.discord.messages.length === 7 ? true : undefined,
  );
  const tookMs = performance.now() - startedMs;
  expect(tookMs).toBeLessThan(4_000);
  await worker.stop();
});
