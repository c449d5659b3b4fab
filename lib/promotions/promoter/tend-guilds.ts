// Registrations, signs of life and receipts: what goes between the promoter and the API whether or not a post is due.

import { BotApiError } from "#lib/promotions/client/bot-api.ts";
import { receiptOf } from "#lib/promotions/client/guild-state.ts";
import type { PromoterDeps } from "#lib/promotions/promoter/promoter-deps.ts";
import { reasonOf } from "#lib/promotions/promoter/sender.ts";
import {
  delayReceipt,
  endLeaving,
  endReceipt,
  noteRefusal,
  saveRegistration,
  type TendedGuild,
  takeLeaving,
  takeReceipts,
  takeSilent,
  takeUnregistered,
  type WaitingReceipt,
} from "#lib/promotions/store-promoter-tending.ts";

type Deps = Pick<PromoterDeps, "sql" | "api" | "logger" | "now">;

const perRound = 200;
const lanes = 8;
const heartbeatEveryMs = 10 * 60_000;
const retryMs = 30_000;
const receiptDelayMsMax = 60 * 60_000;
/** Some 24 hours: what is refused for a clock that goes wrong is taken once it has caught up. */
const refusalsMax = 33;

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** An API that is away changes nothing: a guild that was registered once is served from its last good batch. */
function noteFailure({ sql, logger }: Deps, guild: TendedGuild, error: unknown): Promise<void> {
  const status = error instanceof BotApiError ? error.status : 0;
  logger.warn({ err: error, guildId: guild.guildId }, "the API did not take a call of a guild");
  const then = status === 410 ? "stop" : status === 404 ? "register" : "go_on";
  return noteRefusal(sql, { id: guild.id, reason: reasonOf(error), then });
}

async function registerGuild(deps: Deps, guild: TendedGuild): Promise<void> {
  const { guildId, platform, region, language, hasChannel } = guild;
  try {
    const serverUuid = await deps.api.registerServer({
      serverUuid: guild.serverUuid,
      guildId,
      registeredAt: guild.registeredS,
      metadata: {
        platform,
        hasPromotionChannel: hasChannel,
        ...(guild.channelId ? { channelId: guild.channelId } : {}),
        ...(region ? { region } : {}),
        ...(language ? { language } : {}),
      },
    });
    await saveRegistration(deps.sql, { id: guild.id, serverUuid, atMs: deps.now() });
  } catch (error) {
    await noteFailure(deps, guild, error);
  }
}

/** Registers, since `startedMs`, each guild once over all workers; answers how many were tried. */
export async function registerGuilds(deps: Deps, startedMs: number): Promise<number> {
  const guilds = await takeUnregistered(deps.sql, { startedMs, retryMs, limit: perRound });
  await inLanes(guilds, (guild) => registerGuild(deps, guild));
  return guilds.length;
}

async function unregisterGuild(deps: Deps, guild: TendedGuild): Promise<void> {
  try {
    await deps.api.unregisterServer(guild.serverUuid);
  } catch (error) {
    // The API does not know it, or it is out already: that is what was asked for.
    const isOut = error instanceof BotApiError && [404, 410].includes(error.status);
    if (!isOut) return await noteFailure(deps, guild, error);
  }
  await endLeaving(deps.sql, guild.id);
}

/** Takes guilds that were disconnected out of the network, and asks again until the API has done it. */
export async function unregisterGuilds(deps: Deps): Promise<number> {
  const guilds = await takeLeaving(deps.sql, { retryMs, limit: perRound });
  await inLanes(guilds, (guild) => unregisterGuild(deps, guild));
  return guilds.length;
}

export async function sendHeartbeats(deps: Deps, everyMs = heartbeatEveryMs): Promise<number> {
  const guilds = await takeSilent(deps.sql, { everyMs, limit: perRound });
  await inLanes(guilds, async (guild) => {
    try {
      await deps.api.heartbeat(guild.serverUuid);
    } catch (error) {
      await noteFailure(deps, guild, error);
    }
  });
  return guilds.length;
}

async function sendReceipt(deps: Deps, post: WaitingReceipt): Promise<void> {
  const { id, serverUuid, app, intendedMs, attempts } = post;
  try {
    const intent = { eventId: id, app, atMs: intendedMs };
    await deps.api.trackPromotionEvent(receiptOf(serverUuid, intent, post));
    await endReceipt(deps.sql, { id, state: "ACKNOWLEDGED", reason: null });
  } catch (error) {
    const reason = reasonOf(error);
    const isFinal = error instanceof BotApiError && [400, 404, 410, 422].includes(error.status);
    if (isFinal && attempts >= refusalsMax) {
      deps.logger.error({ err: error, postId: id, alert: true }, "a receipt is refused");
      await endReceipt(deps.sql, { id, state: "REFUSED", reason });
      return;
    }
    const asked = error instanceof BotApiError ? (error.retryAfterMs ?? 0) : 0;
    const delayMs = Math.max(asked, Math.min(receiptDelayMsMax, 5_000 * 2 ** (attempts - 1)));
    await delayReceipt(deps.sql, { id, delayMs, reason });
  }
}

/** Until the API acknowledges them: as long as it takes, always under the same eventId. */
export async function sendReceipts(deps: Deps): Promise<number> {
  const receipts = await takeReceipts(deps.sql, perRound);
  await inLanes(receipts, (receipt) => sendReceipt(deps, receipt));
  return receipts.length;
}
