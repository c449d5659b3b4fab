import { randomUUID } from "node:crypto";
import { createLogger } from "#lib/platform/logger.ts";
import { createBotApi } from "#lib/promotions/client/bot-api.ts";
import { createDiscordSender } from "#lib/promotions/promoter/discord-sender.ts";
import { createSharedPace } from "#lib/promotions/promoter/pace.ts";
import {
  createPromoter,
  type Promoter,
  type PromoterLimits,
} from "#lib/promotions/promoter/promoter.ts";
import type { PromoterDeps } from "#lib/promotions/promoter/promoter-deps.ts";
import { createTelegramSender } from "#lib/promotions/promoter/telegram-sender.ts";
import { testSecret } from "#lib/testing/factories.ts";
import { type FakeBotApi, fakeBotKey, startFakeBotApi } from "#lib/testing/fake-bot-api.ts";
import {
  type FakePlatform,
  startFakeDiscord,
  startFakeTelegram,
} from "#lib/testing/fake-platforms.ts";
import type { TestDatabase } from "#lib/testing/stores.ts";

/** A promoter on a real database, a bot API and platforms on loopback, and a clock that the test moves. */
export interface PromoterBench {
  readonly api: FakeBotApi;
  readonly discord: FakePlatform;
  readonly telegram: FakePlatform;
  /** Added to the clock of the schedule. */
  aheadMs: number;
  readonly now: () => number;
  /** Another worker at the same tables. */
  worker(change?: Partial<PromoterDeps>, limits?: PromoterLimits): Promoter;
  /** A guild to serve, with the promo server its registration makes. Answers its UUID. */
  connect(guild: {
    platform?: "discord" | "telegram";
    guildId: string;
    region?: string;
    channelId?: string | null;
  }): Promise<string>;
  /** What the tables hold of a guild; `inMs`: when it posts next. */
  guild(guildId: string): Promise<PromoterRow>;
  /** Every post, the oldest first. */
  posts(): Promise<{ state: string; lastError: string | null }[]>;
  /** A round, and all that it began. */
  settle(promoter: Promoter): Promise<void>;
  /** Ends what answers, and forgets all guilds. */
  close(): Promise<void>;
}

export interface PromoterRow {
  readonly enabled: boolean;
  readonly lastError: string | null;
  readonly serverUuid: string;
  readonly registered: boolean;
  readonly inMs: number;
}

export async function openPromoterBench(database: TestDatabase): Promise<PromoterBench> {
  const { sql } = database;
  const [api, discord, telegram] = await Promise.all([
    startFakeBotApi(),
    startFakeDiscord(),
    startFakeTelegram(),
  ]);
  const botApi = () =>
    createBotApi({ baseUrl: api.url, apiKey: fakeBotKey, attempts: 1, timeoutMs: 2_000 });
  const bench: PromoterBench = {
    api,
    discord,
    telegram,
    aheadMs: 0,
    now: () => Date.now() + bench.aheadMs,
    worker: (change = {}, limits = {}) => {
      const pace = createSharedPace(sql);
      const timeoutMs = 1_000;
      return createPromoter(
        {
          sql,
          api: botApi(),
          senders: {
            discord: createDiscordSender({
              token: "t",
              apiRoot: `${discord.url}/api`,
              pace,
              timeoutMs,
            }),
            telegram: createTelegramSender({
              token: "1:t",
              apiRoot: telegram.url,
              pace,
              timeoutMs,
            }),
          },
          masterSecret: testSecret,
          logger: createLogger("worker", "silent"),
          now: bench.now,
          random: () => 0,
          ...change,
        },
        limits,
      );
    },
    connect: async ({ platform = "discord", guildId, region = "eu", channelId = guildId }) => {
      const uuid = randomUUID();
      await sql`insert into promoter_guild (platform, guild_id, server_uuid, channel_id, region)
        values (${platform}, ${guildId}, ${uuid}, ${channelId}, ${region})`;
      await sql`insert into promo_server (id, owner_id, platform, guild_id, registered_at, region)
        values (${uuid}, ${randomUUID()}, ${platform}, ${guildId}, now(), ${region})`;
      return uuid;
    },
    guild: async (guildId) => {
      const [row] = await sql<PromoterRow[]>`
        select enabled, last_error as "lastError", server_uuid as "serverUuid",
          registered_at is not null as registered,
          (extract(epoch from next_post_at) * 1000)::float8 - ${bench.now()}::float8 as "inMs"
        from promoter_guild where guild_id = ${guildId}`;
      if (!row) throw new Error("no such guild");
      return row;
    },
    posts: () => sql`
      select state, last_error as "lastError" from promoter_post order by intended_at`,
    settle: async (promoter) => {
      await promoter.round();
      await promoter.idle();
      // Receipts of what was posted meanwhile.
      await promoter.round();
      await promoter.idle();
    },
    close: async () => {
      await Promise.all([api.close(), discord.close(), telegram.close()]);
      await sql`truncate promoter_guild, promoter_pace, promo_server, promo_complaint, allocation_want cascade`;
    },
  };
  return bench;
}
