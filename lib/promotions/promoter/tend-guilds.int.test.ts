import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectGuild, disconnectGuild } from "#lib/promotions/promoter-guilds.ts";
import { endLeaving, takeLeaving } from "#lib/promotions/store-promoter-tending.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { fakeApp } from "#lib/testing/fake-bot-api.ts";
import { openPromoterBench, type PromoterBench } from "#lib/testing/promoter-fixture.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

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

describe("the promoter and the API", () => {
  it("takes the UUID in force when the guild was known by another one", async () => {
    bench.api.apps = [fakeApp("a")];
    const inForce = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    bench.api.knownGuilds.set("503", inForce);
    await bench.connect({ guildId: "503" });
    await bench.settle(bench.worker());
    expect((await bench.guild("503")).serverUuid).toBe(inForce);
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
    expect((await bench.guild("504")).registered).toBe(false);
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
    expect((await bench.posts()).map(({ state }) => state)).toEqual(Array(3).fill("ACKNOWLEDGED"));
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
    expect(await bench.guild("508")).toMatchObject({ registered: true, enabled: true });
  });
});

describe("a guild that is disconnected", () => {
  const disconnect = (guildId: string) =>
    disconnectGuild({ sql: database.sql }, { kind: "system" }, { platform: "discord", guildId });
  const isHere = async () => (await database.sql`select 1 from promoter_guild`).length > 0;
  /** The pause before a call is repeated is over. */
  const timePasses = async () => {
    await database.sql`update promoter_guild set heartbeat_at = now() - interval '1 minute'`;
    await database.sql`update promoter_post set next_attempt_at = now() where state = 'POSTED'`;
  };

  it("is unregistered after its last receipt, and posts nothing meanwhile", async () => {
    bench.api.apps = [fakeApp("a"), fakeApp("b")];
    const uuid = await bench.connect({ guildId: "511" });
    const worker = bench.worker();
    bench.api.down.add("/trackPromotionEvent");
    await bench.settle(worker);
    await disconnect("511");
    bench.aheadMs = 20 * minutes;
    await timePasses();
    await bench.settle(worker);
    expect(bench.api.calls.has("/unregisterServer")).toBe(false);
    bench.api.down.clear();
    await timePasses();
    await bench.settle(worker);
    expect(bench.discord.messages).toHaveLength(1);
    expect(bench.api.events.size).toBe(1);
    expect(bench.api.servers.has(uuid)).toBe(false);
    expect(await isHere()).toBe(false);
  });

  it("is asked for until the API has taken it out, whatever it says meanwhile", async () => {
    bench.api.apps = [fakeApp("a")];
    const uuid = await bench.connect({ guildId: "512" });
    const worker = bench.worker();
    await bench.settle(worker);
    bench.api.down.add("/unregisterServer");
    await disconnect("512");
    await bench.settle(worker);
    await bench.settle(bench.worker());
    expect(bench.api.calls.get("/unregisterServer")).toBe(1);
    expect((await bench.guild("512")).lastError).toContain("cannot be served");
    bench.api.down.clear();
    await timePasses();
    await bench.settle(worker);
    expect([bench.api.servers.has(uuid), await isHere()]).toEqual([false, false]);
  });

  it("is forgotten when the API does not know it, or when it is disconnected once more", async () => {
    bench.api.apps = [fakeApp("a")];
    const uuid = await bench.connect({ guildId: "513" });
    const worker = bench.worker();
    await bench.settle(worker);
    bench.api.servers.delete(uuid);
    await disconnect("513");
    await bench.settle(worker);
    expect(await isHere()).toBe(false);
    await bench.connect({ guildId: "514" });
    await bench.settle(worker);
    await disconnect("514");
    await disconnect("514");
    expect(await isHere()).toBe(false);
  });

  it("is registered again when it was connected while it was being taken out", async () => {
    bench.api.apps = [fakeApp("a")];
    const uuid = await bench.connect({ guildId: "515" });
    await bench.settle(bench.worker());
    const { sql } = database;
    await disconnect("515");
    const [taken] = await takeLeaving(sql, { retryMs: 30_000, limit: 9 });
    const place = { platform: "discord", guildId: "515", channelId: "51515" } as const;
    await connectGuild({ sql, masterSecret: testSecret }, { kind: "system" }, place);
    await bench.settle(bench.worker());
    bench.api.servers.delete(uuid);
    await endLeaving(sql, taken?.id ?? "");
    await bench.settle(bench.worker());
    expect(bench.api.servers.has(uuid)).toBe(true);
    expect(await bench.guild("515")).toMatchObject({ registered: true, enabled: true });
  });
});
