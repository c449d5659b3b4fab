import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
afterEach(() => bench.close());

const minutes = 60_000;
/** What a worker that died held is free again. */
const leasesRunOut = () =>
  database.sql`update promoter_guild set lease_until = now() where lease_until is not null`;

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
    expect((await bench.guild("603")).inMs).toBeGreaterThan(0);
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
        (await bench.posts()).length === 1 ? true : undefined,
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
      expect((await bench.posts())[0]).toMatchObject({ state });
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
    expect(await bench.posts()).toMatchObject([{ state: "INTENDED" }]);
    bench.telegram.moods.clear();
    bench.aheadMs = 30 * minutes;
    await bench.settle(bench.worker());
    expect(bench.telegram.messages.map(({ text }) => text.at(-1))).toEqual(["a", "b"]);
    expect((await bench.posts()).map(({ state }) => state)).toEqual(["DROPPED", "ACKNOWLEDGED"]);
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
