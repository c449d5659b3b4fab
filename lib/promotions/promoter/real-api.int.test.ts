import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBotServices } from "#lib/http/shared/bot-services.ts";
import { respondBotApi } from "#lib/http/shared/fetch-call.ts";
import { createBotApi } from "#lib/promotions/client/bot-api.ts";
import { createDiscordSender } from "#lib/promotions/promoter/discord-sender.ts";
import { createSharedPace } from "#lib/promotions/promoter/pace.ts";
import { createPromoter, type Promoter } from "#lib/promotions/promoter/promoter.ts";
import { createTelegramSender } from "#lib/promotions/promoter/telegram-sender.ts";
import { createWebhookSender } from "#lib/promotions/promoter/webhook-sender.ts";
import { listPromoterGuilds } from "#lib/promotions/promoter-guild-pages.ts";
import { connectGuild, disconnectGuild } from "#lib/promotions/promoter-guilds.ts";
import { createBotOwner } from "#lib/testing/bot-fixture.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { type FakeHttp, startFakeHttp } from "#lib/testing/fake-http.ts";
import {
  type FakePlatform,
  startFakeDiscord,
  startFakeTelegram,
} from "#lib/testing/fake-platforms.ts";
import { createTestRuntime, type TestRuntime } from "#lib/testing/identity-fixture.ts";
import { createPromotion, place } from "#lib/testing/promotion-rows.ts";
import { eventually } from "#lib/testing/stores.ts";

const system = { kind: "system" } as const;

let runtime: TestRuntime;
let discord: FakePlatform;
let telegram: FakePlatform;
let hook: FakeHttp;
let promoter: Promoter;
const hooked: unknown[] = [];
let hookSecret = "";

beforeAll(async () => {
  runtime = await createTestRuntime();
  [discord, telegram] = await Promise.all([startFakeDiscord(), startFakeTelegram()]);
  hook = await startFakeHttp(({ text, headers }) => {
    // Whoever verifies by the standard reads the post; what is not signed would throw.
    hooked.push(new Webhook(hookSecret).verify(text, headers as Record<string, string>));
    return { status: 200, body: {} };
  });
  const { sql } = runtime.database;
  const { key } = await createBotOwner(sql);
  const services = createBotServices(runtime);
  // The product's own answers, without a socket in between.
  const send: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    return respondBotApi(services, request, new URL(request.url).pathname.slice(1));
  };
  const pace = createSharedPace(sql);
  promoter = createPromoter({
    sql,
    api: createBotApi({ baseUrl: "http://localhost:3000", apiKey: key, fetch: send, attempts: 1 }),
    senders: {
      discord: createDiscordSender({ token: "t", apiRoot: `${discord.url}/api`, pace }),
      telegram: createTelegramSender({ token: "1:t", apiRoot: telegram.url, pace }),
      webhook: createWebhookSender({ egress: { allowPrivate: true }, pace }),
    },
    masterSecret: testSecret,
    logger: runtime.logger,
    now: Date.now,
    random: () => 0,
  });
});
afterAll(async () => {
  await promoter.stop();
  await Promise.all([discord.close(), telegram.close(), hook.close()]);
  await runtime.close();
});

async function settle(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await promoter.round();
    await promoter.idle();
  }
}

it("connects, registers, posts its batch on three platforms and has every post counted", async () => {
  const { sql } = runtime.database;
  const deps = { sql, masterSecret: testSecret };
  const region = "eu";
  await connectGuild(deps, system, {
    platform: "discord",
    guildId: "g1",
    channelId: "11111",
    region,
  });
  await connectGuild(deps, system, {
    platform: "telegram",
    guildId: "-1002",
    channelId: "-1002",
    region,
  });
  const made = await connectGuild(deps, system, {
    platform: "webhook",
    guildId: "blog",
    url: hook.url,
    region,
  });
  hookSecret = made.secret ?? "";
  const again = await connectGuild(deps, system, {
    platform: "webhook",
    guildId: "blog",
    url: hook.url,
  });
  await promoter.round();
  await promoter.idle();
  const servers = await sql<
    { id: string; guildId: string; region: string; channelId: string | null }[]
  >`
    select id, guild_id as "guildId", region, channel_id as "channelId" from promo_server order by guild_id`;
  expect(servers).toMatchObject([
    { guildId: "-1002", channelId: "-1002" },
    { guildId: "blog", channelId: null, id: again.serverUuid },
    { guildId: "g1", channelId: "11111" },
  ]);
  const promotion = await createPromotion(sql, { servers: 3 });
  for (const { id, guildId } of servers) {
    await place(sql, { promotion, server: { id, guildId, ownerId: randomUUID() } });
    await sql`update promo_server set batch_version = batch_version + 1 where id = ${id}`;
  }
  for (let turn = 0; turn < 3; turn++) {
    // The turn comes and the batch is to be renewed; the clock stays, because the API refuses receipts of tomorrow.
    await sql`update promoter_guild set next_post_at = now(), cache = cache || '{"checkAt": 0}'`;
    await settle();
  }
  // A chat that had to wait its second may post in the very last round: its receipt goes out in the next.
  await eventually("every receipt is taken", async () => {
    await settle();
    const open = await sql`select 1 from promoter_post where state in ('INTENDED', 'POSTED')`;
    return open.length === 0;
  });
  expect(discord.messages.length).toBeGreaterThan(1);
  expect(discord.messages[0]?.text).toMatch(/^Sponsored\nPlay a\nhttp:\/\/localhost:3000\/.*go\//);
  // One a second to a chat goes by the real clock, which hardly moves here.
  expect(telegram.messages.length).toBeGreaterThan(0);
  const posts = hooked.filter((body) => (body as { type: string }).type === "promotion.post");
  expect(posts[0]).toMatchObject({ sponsored: true, appName: "Heroes" });
  const exposures = await sql`
    select server_id, posts, billed_as, message_id is not null as named from exposure order by billed_as`;
  expect(exposures).toMatchObject([1, 2, 3].map((billed_as) => ({ billed_as, named: true })));
  const events = await sql`select ignored_as from promotion_event where type = 'POSTED'`;
  expect(events).toHaveLength(discord.messages.length + telegram.messages.length + posts.length);
  const waiting =
    await sql`select 1 from promoter_post where state not in ('ACKNOWLEDGED', 'DROPPED')`;
  expect(waiting).toHaveLength(0);
  const listed = await listPromoterGuilds(sql, system);
  expect(
    listed.rows.map(({ posts: made, lastError, state }) => [made > 0, lastError, state]),
  ).toEqual(Array(3).fill([true, null, "live"]));
  const [webhook] = await sql<
    { target: Buffer }[]
  >`select target_ct as target from promoter_guild where guild_id = 'blog'`;
  expect(webhook?.target.toString("latin1")).not.toContain("127.0.0.1");
  await disconnectGuild(deps, system, { platform: "discord", guildId: "g1" });
  await settle();
  const out = await sql`select guild_id from promo_server where unregistered_at is not null`;
  expect(out).toMatchObject([{ guild_id: "g1" }]);
  await expect(
    disconnectGuild(deps, system, { platform: "discord", guildId: "g1" }),
  ).rejects.toMatchObject({ code: "promo_server_not_found" });
});
