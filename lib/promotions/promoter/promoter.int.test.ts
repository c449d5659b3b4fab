import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertIntent, keepGuild, takeDueGuilds } from "#lib/promotions/store-promoter.ts";
import { fakeApp } from "#lib/testing/fake-bot-api.ts";
import { supergroupOf } from "#lib/testing/fake-platforms.ts";
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
afterEach(async () => {
  await bench.close();
  await database.sql`truncate promoter_guild, promoter_pace, promo_server, promo_complaint, allocation_want cascade`;
});

const minutes = 60_000;
const postsOf = () => database.sql<{ state: string; lastError: string | null }[]>`
  select state, last_error as "lastError" from promoter_post order by intended_at`;
const guildOf = async (guildId: string) => {
  const [row] = await database.sql<
    {
      enabled: boolean;
      lastError: string | null;
      serverUuid: string;
      registered: boolean;
      inMs: number;
    }[]
  >`
    select enabled, last_error as "lastError", server_uuid as "serverUuid",
      registered_at is not null as registered,
      (extract(epoch from next_post_at) * 1000)::float8 - ${bench.now()}::float8 as "inMs"
    from promoter_guild where guild_id = ${guildId}`;
  if (!row) throw new Error("no such guild");
  return row;
};
/** What a worker that died held is free again. */
const leasesRunOut = () =>
  database.sql`update promoter_guild set lease_until = now() where lease_until is not null`;

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
    expect(await postsOf()).toMatchObject([{ state: "ACKNOWLEDGED" }]);
    // A batch of two: 7.2 minutes, a fifth less at the lowest random number.
    expect((await guildOf("501")).inMs / minutes).toBeCloseTo(7.2 * 0.8, 1);
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

  it("takes the UUID in force when the guild was known by another one", async () => {
    bench.api.apps = [fakeApp("a")];
    const inForce = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    bench.api.knownGuilds.set("503", inForce);
    await bench.connect({ guildId: "503" });
    await bench.settle(bench.worker());
    expect((await guildOf("503")).serverUuid).toBe(inForce);
    expect([...bench.api.events.values()][0]?.body.serverUuid).toBe(inForce);
  });

  it("registers again when the API forgot it, and stops when it was unregistered", async () => {
    bench.api.apps = [fakeApp("a")];
    const uuid = await bench.connect({ guildId: "504" });
    const worker = bench.worker();
    await bench.settle(worker);
    bench.api.servers.delete(uuid);
    bench.aheadMs = 20 * minutes;
    await worker.round();
    await worker.idle();
    expect((await guildOf("504")).registered).toBe(false);
    await database.sql`update promoter_guild set heartbeat_at = now() - interval '1 hour'`;
    await bench.settle(worker);
    expect(bench.api.servers.has(uuid)).toBe(true);
  });

  it("goes on with the last good batch, then with a share of everything, and sends receipts late", async () => {
    bench.api.apps = [fakeApp("a"), fakeApp("b")];
    bench.api.allApps = [fakeApp("any")];
    await bench.connect({ guildId: "505" });
    const worker = bench.worker();
    await bench.settle(worker);
    for (const path of ["/getServerCampaigns", "/trackPromotionEvent"]) bench.api.down.add(path);
    bench.aheadMs = 20 * minutes;
    await bench.settle(worker);
    expect(bench.discord.messages).toHaveLength(2);
    expect(bench.api.events.size).toBe(1);
    await bench.connect({ guildId: "506" });
    await bench.settle(worker);
    expect(bench.discord.messages.at(-1)?.text).toContain("any");
    bench.api.down.clear();
    await database.sql`update promoter_post set next_attempt_at = now() where state = 'POSTED'`;
    await bench.settle(worker);
    expect(bench.api.events.size).toBe(3);
    expect((await postsOf()).map(({ state }) => state)).toEqual(Array(3).fill("ACKNOWLEDGED"));
  });

  it("serves on through a restart while the API is away altogether", async () => {
    bench.api.apps = [fakeApp("a"), fakeApp("b")];
    await bench.connect({ guildId: "508" });
    await bench.settle(bench.worker());
    for (const path of [
      "/registerServer",
      "/getServerCampaigns",
      "/getAllApps",
      "/trackPromotionEvent",
    ]) {
      bench.api.down.add(path);
    }
    bench.aheadMs = 20 * minutes;
    await bench.settle(bench.worker());
    expect(bench.discord.messages).toHaveLength(2);
    expect(await guildOf("508")).toMatchObject({ registered: true, enabled: true });
  });

  it("says what is missing instead of posting: a channel, a token", async () => {
    bench.api.apps = [fakeApp("a")];
    await bench.connect({ guildId: "507", channelId: null });
    await bench.settle(bench.worker());
    expect((await guildOf("507")).lastError).toBe("No channel is set.");
    bench.aheadMs = 10 * minutes;
    await bench.settle(bench.worker({ senders: {} }));
    expect((await guildOf("507")).lastError).toBe("There is no token for discord.");
  });
});

describe("a refusal", () => {
  it("of 403 blocks the promo server once, as a complaint, and asks for an allocation", async () => {
    bench.api.apps = [fakeApp("a"), fakeApp("b")];
    const uuid = await bench.connect({ guildId: "601" });
    await bench.connect({ guildId: "602" });
    bench.discord.moods.set("601", "forbidden");
    const worker = bench.worker();
    await bench.settle(worker);
    bench.aheadMs = 60 * minutes;
    await bench.settle(worker);
    const { sql } = database;
    expect(
      await sql`select blocked_at is not null as blocked, blocked_reason from promo_server where id = ${uuid}`,
    ).toMatchObject([{ blocked: true, blocked_reason: expect.stringContaining("403") }]);
    expect(await sql`select kind, server_id from promo_complaint`).toMatchObject([
      { kind: "FORBIDDEN", server_id: uuid },
    ]);
    expect(await sql`select trigger from allocation_want`).toMatchObject([
      { trigger: "promo_server" },
    ]);
    expect(await sql`select action from audit_log where subject_id = ${uuid}`).toMatchObject([
      { action: "promo_server.blocked" },
    ]);
    expect(bench.discord.messages.map(({ channel }) => channel)).toEqual(["602", "602"]);
  });

  it("of a group that became a supergroup is followed, not taken for a block", async () => {
    bench.api.apps = [fakeApp("a")];
    const uuid = await bench.connect({ platform: "telegram", guildId: "-604" });
    bench.telegram.moods.set("-604", "upgraded");
    const to = String(supergroupOf("-604"));
    const worker = bench.worker();
    await eventually("it is posted under the new id, and told", async () => {
      await bench.settle(worker);
      return bench.api.events.size > 0 ? true : undefined;
    });
    expect(bench.telegram.messages.map(({ channel }) => channel)).toEqual([to]);
    expect([...bench.api.events.values()][0]?.body.channelId).toBe(to);
    const { sql } = database;
    expect(await sql`select blocked_at from promo_server where id = ${uuid}`).toEqual([
      { blocked_at: null },
    ]);
    expect(await sql`select channel_id as id from promoter_guild`).toEqual([{ id: to }]);
    expect(await sql`select action from audit_log where subject_id = ${uuid}`).toMatchObject([
      { action: "promoter_guild.moved" },
    ]);
  });

  it("of 429 is waited for, and the same campaign comes next", async () => {
    bench.api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
    await bench.connect({ platform: "telegram", guildId: "603" });
    bench.telegram.holdNextMs = 3_000;
    const worker = bench.worker();
    // The hourly check would take the 429 upon itself.
    await database.sql`update promo_server set checked_at = now()`;
    await bench.settle(worker);
    expect(bench.telegram.messages).toHaveLength(0);
    expect((await guildOf("603")).inMs).toBeGreaterThan(0);
    // One a second to a chat goes by the real clock.
    await eventually("it is posted", async () => {
      bench.aheadMs += minutes;
      await bench.settle(worker);
      return bench.telegram.messages.length > 0 ? true : undefined;
    });
    expect(bench.telegram.messages[0]?.text).toContain("/go/a");
    expect(bench.telegram.violations).toBe(0);
  });
});

describe("a worker that dies", () => {
  const dies = () => new Promise<never>(() => undefined);

  it.each([
    ["intended", "before the post", 0, "DROPPED"],
    ["sent", "between post and receipt", 1, "ACKNOWLEDGED"],
  ] as const)(
    "at '%s' (%s) leaves %i message, and its successor never a second",
    async (point, _, sent, state) => {
      bench.api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
      await bench.connect({ guildId: "701" });
      // History that may be read: what is not in it was not posted.
      bench.discord.messages.push({
        id: "175928847299117063",
        channel: "701",
        text: "hello",
        atMs: 0,
        body: { human: true },
      });
      const dying = bench.worker({
        checkpoint: (at) => (at === point ? dies() : Promise.resolve()),
      });
      await dying.round();
      await eventually("the worker is at its end", async () =>
        (await postsOf()).length === 1 ? true : undefined,
      );
      if (point === "sent")
        await eventually("posted", async () =>
          bench.discord.messages.length > 1 ? true : undefined,
        );
      const next = bench.worker();
      bench.aheadMs = 30 * minutes;
      await bench.settle(next);
      expect(bench.discord.messages).toHaveLength(1 + sent);
      await leasesRunOut();
      await bench.settle(next);
      expect((await postsOf())[0]).toMatchObject({ state });
      const links = bench.discord.messages.slice(1).map(({ text }) => text.at(-1));
      expect(links).toEqual(point === "sent" ? ["a", "b"] : ["a"]);
      expect(bench.api.events.size).toBe(links.length);
    },
  );

  it("on Telegram, which cannot be asked, has its post count as made", async () => {
    bench.api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
    await bench.connect({ platform: "telegram", guildId: "702" });
    bench.telegram.moods.set("702", "swallow");
    await bench.settle(bench.worker());
    expect(await postsOf()).toMatchObject([{ state: "INTENDED" }]);
    bench.telegram.moods.clear();
    bench.aheadMs = 30 * minutes;
    await bench.settle(bench.worker());
    expect(bench.telegram.messages.map(({ text }) => text.at(-1))).toEqual(["a", "b"]);
    expect((await postsOf()).map(({ state }) => state)).toEqual(["DROPPED", "ACKNOWLEDGED"]);
  });

  it("would post twice without the intent: the control", async () => {
    bench.api.apps = [fakeApp("a", 9_000), fakeApp("b", 90_000)];
    await bench.connect({ platform: "telegram", guildId: "703" });
    bench.telegram.moods.set("703", "swallow");
    await bench.settle(bench.worker());
    await database.sql`delete from promoter_post`;
    bench.aheadMs = 30 * minutes;
    await bench.settle(bench.worker());
    expect(bench.telegram.messages.map(({ text }) => text.at(-1))).toEqual(["a", "a"]);
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
