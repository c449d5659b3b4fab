import type { Env } from "#lib/platform/env.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { createBotApi } from "#lib/promotions/client/bot-api.ts";
import { createDiscordSender } from "#lib/promotions/promoter/discord-sender.ts";
import { createSharedPace } from "#lib/promotions/promoter/pace.ts";
import { createPromoter, type Promoter } from "#lib/promotions/promoter/promoter.ts";
import type { PromoterDeps } from "#lib/promotions/promoter/promoter-deps.ts";
import { createTelegramSender } from "#lib/promotions/promoter/telegram-sender.ts";
import { createWebhookSender } from "#lib/promotions/promoter/webhook-sender.ts";
import type { Role } from "#workers/roles/role.ts";
import { type Rounds, startRounds } from "#workers/roles/rounds.ts";

const everyMs = 1_000;

function sendersOf(env: Env, runtime: Runtime): PromoterDeps["senders"] {
  const pace = createSharedPace(runtime.database.sql);
  const discord = env.FROLIC_DISCORD_TOKEN;
  const telegram = env.FROLIC_TELEGRAM_TOKEN;
  const discordRoot = env.FROLIC_DISCORD_URL ? { apiRoot: env.FROLIC_DISCORD_URL } : {};
  const telegramRoot = env.FROLIC_TELEGRAM_URL ? { apiRoot: env.FROLIC_TELEGRAM_URL } : {};
  return {
    webhook: createWebhookSender({ pace, egress: { allowPrivate: env.FROLIC_WEBHOOKS_PRIVATE } }),
    ...(discord ? { discord: createDiscordSender({ token: discord, pace, ...discordRoot }) } : {}),
    ...(telegram
      ? { telegram: createTelegramSender({ token: telegram, pace, ...telegramRoot }) }
      : {}),
  };
}

/**
 * The reference bot. It speaks to the bot API over HTTP with a key, as any bot does; without one it idles. Every worker
 * may run it.
 */
export function promoterRole(): Role {
  let rounds: Rounds | undefined;
  let promoter: Promoter | undefined;
  return {
    name: "promoter",
    async start(runtime) {
      const { env, database, logger, clock } = runtime;
      const apiKey = env.FROLIC_PROMOTER_KEY;
      if (!apiKey) {
        logger.info("the promoter idles: FROLIC_PROMOTER_KEY is not set");
        return;
      }
      const bot = createPromoter({
        sql: database.sql,
        api: createBotApi({ baseUrl: env.FROLIC_PROMOTER_URL ?? env.BASE_URL, apiKey }),
        senders: sendersOf(env, runtime),
        masterSecret: env.FROLIC_SECRET,
        logger,
        now: clock.now,
        random: Math.random,
      });
      promoter = bot;
      const onError = (error: unknown) => logger.warn({ err: error }, "promoter round failed");
      rounds = startRounds(() => bot.round(), { everyMs, onError });
    },
    async stop() {
      await rounds?.stop();
      await promoter?.stop();
    },
  };
}
