import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { parseEnv } from "#lib/platform/env.ts";
import { openRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { testSecret } from "#lib/testing/factories.ts";
import {
  type FakeBotApi,
  fakeApp,
  fakeBotKey,
  startFakeBotApi,
} from "#lib/testing/fake-bot-api.ts";
import {
  type FakePlatform,
  startFakeDiscord,
  startFakeTelegram,
} from "#lib/testing/fake-platforms.ts";
import {
  createTestDatabase,
  eventually,
  startTestRedis,
  type TestDatabase,
  type TestRedis,
} from "#lib/testing/stores.ts";
import { promoterRole } from "#workers/roles/promoter.ts";

let database: TestDatabase;
let redis: TestRedis;
let api: FakeBotApi;
let discord: FakePlatform;
let telegram: FakePlatform;
const open: Runtime[] = [];

beforeAll(async () => {
  [database, redis] = [await createTestDatabase(), await startTestRedis()];
  [api, discord, telegram] = await Promise.all([
    startFakeBotApi(),
    startFakeDiscord(),
    startFakeTelegram(),
  ]);
});
afterEach(async () => {
  for (const runtime of open.splice(0)) await runtime.close();
});
afterAll(async () => {
  await Promise.all([api.close(), discord.close(), telegram.close()]);
  await redis.stop();
  await database.drop();
});

/** With the rights of a worker and no more. */
async function workerRuntime(settings: Record<string, string>): Promise<Runtime> {
  const env = parseEnv({
    DATABASE_URL: database.urlAs("worker"),
    REDIS_URL: redis.url,
    FROLIC_SECRET: testSecret,
    LOG_LEVEL: "silent",
    ...settings,
  });
  const runtime = await openRuntime({ name: "worker", env });
  open.push(runtime);
  return runtime;
}

async function connect(platform: string, guildId: string): Promise<string> {
  const { sql } = database;
  const uuid = randomUUID();
  await sql`insert into promoter_guild (platform, guild_id, server_uuid, channel_id, next_post_at)
    values (${platform}::text::promo_platform, ${guildId}, ${uuid}, ${guildId}, now())`;
  await sql`insert into promo_server (id, owner_id, platform, guild_id, registered_at)
    values (${uuid}, ${randomUUID()}, ${platform}::text::promo_platform, ${guildId}, now())`;
  return uuid;
}

it("idles without a key, and says so once", async () => {
  const runtime = await workerRuntime({});
  const said: unknown[] = [];
  const logger = Object.assign(Object.create(runtime.logger), {
    info: (line: unknown) => said.push(line),
  });
  const role = promoterRole();
  await role.start({ ...runtime, logger });
  await role.stop();
  expect(said).toEqual(["the promoter idles: FROLIC_PROMOTER_KEY is not set"]);
});

it("posts, delivers receipts and blocks with the rights of a worker, two of them side by side", async () => {
  api.apps = [fakeApp("a")];
  const blocked = await connect("discord", "111111");
  discord.moods.set("111111", "forbidden");
  await connect("discord", "222222");
  await connect("telegram", "-100333");
  const runtime = await workerRuntime({
    FROLIC_PROMOTER_KEY: fakeBotKey,
    FROLIC_PROMOTER_URL: api.url,
    FROLIC_DISCORD_TOKEN: "t",
    FROLIC_DISCORD_URL: `${discord.url}/api`,
    FROLIC_TELEGRAM_TOKEN: "1:t",
    FROLIC_TELEGRAM_URL: telegram.url,
  });
  const roles = [promoterRole(), promoterRole()];
  for (const role of roles) await role.start(runtime);
  await eventually(
    "both receipts are in",
    async () => (api.events.size === 2 ? true : undefined),
    20_000,
  );
  const isBlocked = async () => {
    const [row] = await database.sql`
      select 1 from promo_server where id = ${blocked} and blocked_at is not null`;
    return row ? true : undefined;
  };
  await eventually("the channel is blocked", isBlocked, 20_000);
  for (const role of roles) await role.stop();
  expect(discord.messages.map(({ channel }) => channel)).toEqual(["222222"]);
  expect(telegram.messages.map(({ channel }) => channel)).toEqual(["-100333"]);
  expect(discord.violations + telegram.violations).toBe(0);
  expect(await database.sql`select kind from promo_complaint`).toMatchObject([
    { kind: "FORBIDDEN" },
  ]);
  expect(api.calls.get("/registerServer")).toBeGreaterThanOrEqual(3);
});
