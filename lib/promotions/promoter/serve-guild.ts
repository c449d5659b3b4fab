// One visit to one guild under its lease: settle what an earlier visit left open, renew the batch, post what is due.
//
// At most once. The intent is committed before the platform hears of a post, and while an intent is open its guild posts
// nothing else. A visit that finds one asks the platform; where the platform cannot say, the post counts as made.

import { randomUUID } from "node:crypto";
import { blockServer } from "#lib/promotions/block-server.ts";
import {
  type BatchAlert,
  type BatchCache,
  currentBatch,
} from "#lib/promotions/client/batch-source.ts";
import { BotApiError } from "#lib/promotions/client/bot-api.ts";
import {
  cooldownMs,
  emptyRotation,
  isRunning,
  nextTurn,
  notePosted,
  type Rotation,
} from "#lib/promotions/client/schedule.ts";
import { campaignKey, type WireApp, type WireBatch } from "#lib/promotions/client/wire.ts";
import { followMove } from "#lib/promotions/promoter/follow-move.ts";
import { type PromoterDeps, targetOf } from "#lib/promotions/promoter/promoter-deps.ts";
import {
  type PostOutcome,
  reasonOf,
  type Sender,
  type Target,
} from "#lib/promotions/promoter/sender.ts";
import {
  findOpenPost,
  type GuildChange,
  insertIntent,
  keepGuild,
  markDropped,
  markPosted,
  type TakenGuild,
} from "#lib/promotions/store-promoter.ts";

/** Longer than any post takes, so that only a dead or frozen worker loses it. */
export const guildLeaseMs = 120_000;
const minuteMs = 60_000;
const idleMsMax = 15 * minuteMs;

interface Visit {
  readonly deps: PromoterDeps;
  readonly guild: TakenGuild;
  readonly token: string;
  readonly sender: Sender;
  readonly target: Target;
  readonly signal: AbortSignal | undefined;
}

const system = { kind: "system" } as const;

/** Releases the lease; false, with nothing written, when it was lost. */
function leave(
  { deps, guild, token }: Pick<Visit, "deps" | "guild" | "token">,
  change: GuildChange,
) {
  return keepGuild(deps.sql, { id: guild.id, token }, { ...change, release: true });
}

function tellAlert({ deps, guild }: Visit, alert: BatchAlert): void {
  const { kind, ...rest } = alert;
  const about = { guildId: guild.guildId, platform: guild.platform };
  if (kind === "recovered") {
    deps.logger.info({ ...about, ...rest }, "batches come again");
    return;
  }
  const { error, ...more } = rest as { error: unknown };
  const level = kind === "last_good" ? "warn" : "error";
  deps.logger[level](
    { ...about, ...more, err: error, alert: true, from: kind },
    "no batch from the API",
  );
}

/** Where the rotation stands after the open post; undefined: it is too early to say. */
async function settle(visit: Visit, rotation: Rotation): Promise<Rotation | undefined> {
  const { deps, guild, sender, target, token, signal } = visit;
  const open = await findOpenPost(deps.sql, guild.id);
  if (!open) return rotation;
  const { id, app, intendedMs } = open;
  const moved = notePosted(rotation, campaignKey(app), intendedMs);
  // To ask a webhook is to send again, which nobody wants of what is over.
  const isOver = guild.platform === "webhook" && !isRunning(app, deps.now());
  const found = isOver
    ? ({ kind: "unknown" } as const)
    : await sender.find(target, { eventId: id, app, atMs: intendedMs }, signal);
  deps.logger.warn(
    { guildId: guild.guildId, postId: id, found: found.kind },
    "post without an end",
  );
  switch (found.kind) {
    case "posted":
      await markPosted(deps.sql, id, found);
      return moved;
    case "never_posted":
      await markDropped(deps.sql, id, "The platform does not have it.");
      return rotation;
    case "unknown":
      await markDropped(deps.sql, id, "Nobody can say whether it was posted.");
      return moved;
    case "later":
      await keepGuild(
        deps.sql,
        { id: guild.id, token },
        {
          nextPostMs: deps.now() + found.retryAfterMs,
          release: true,
        },
      );
      return undefined;
  }
}

/** The batch, or undefined after the guild was left because the API will not have it. */
async function renewBatch(visit: Visit): Promise<BatchCache | undefined> {
  const { deps, guild } = visit;
  const { api, now } = deps;
  const source = { api, now, alert: (alert: BatchAlert) => tellAlert(visit, alert) };
  try {
    return await currentBatch(source, guild.serverUuid, guild.cache);
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error;
    const lastError = `The API answered ${error.status}: ${reasonOf(error)}`;
    deps.logger.error({ err: error, guildId: guild.guildId }, "the API refuses a guild");
    const isGone = error.status === 410;
    await leave(visit, {
      lastError,
      nextPostMs: now() + (error.status === 404 ? minuteMs : 5 * minuteMs),
      unknown: error.status === 404,
      enabled: !isGone,
    });
    return undefined;
  }
}

async function blockChannel(
  { deps, guild }: Visit,
  outcome: { status: 403 | 404; reason: string },
) {
  const { status, reason } = outcome;
  deps.logger.warn({ guildId: guild.guildId, status, reason }, "channel blocked");
  await blockServer({ sql: deps.sql }, system, { serverId: guild.serverUuid, reason, status });
}

interface Attempt {
  readonly postId: string;
  readonly app: WireApp;
  readonly atMs: number;
  readonly rotation: Rotation;
}

async function endPost(
  visit: Visit,
  { postId, app, atMs, rotation }: Attempt,
  outcome: PostOutcome,
) {
  const { deps } = visit;
  switch (outcome.kind) {
    case "posted": {
      await markPosted(deps.sql, postId, outcome);
      const moved = notePosted(rotation, campaignKey(app), atMs);
      await leave(visit, { rotation: moved, lastError: null });
      return;
    }
    case "blocked":
      await markDropped(deps.sql, postId, outcome.reason);
      await blockChannel(visit, outcome);
      await leave(visit, { lastError: outcome.reason });
      return;
    case "moved": {
      await markDropped(deps.sql, postId, "The chat goes by another id.");
      const { serverUuid } = visit.guild;
      await followMove(deps.sql, serverUuid, { from: visit.target.address, to: outcome.to });
      await leave(visit, { nextPostMs: deps.now(), lastError: null });
      return;
    }
    case "wait":
      await markDropped(deps.sql, postId, "The platform asked to wait.");
      await leave(visit, { nextPostMs: deps.now() + outcome.retryAfterMs });
      return;
    case "failed":
      await markDropped(deps.sql, postId, outcome.reason);
      await leave(visit, { nextPostMs: deps.now() + 2 * minuteMs, lastError: outcome.reason });
      return;
    case "unknown":
      // The intent stays open; the next visit asks the platform when the request cannot be on its way any more.
      await leave(visit, { nextPostMs: deps.now() + minuteMs, lastError: outcome.reason });
  }
}

async function post(
  visit: Visit,
  app: WireApp,
  rotation: Rotation,
  { campaigns, posting }: WireBatch,
): Promise<void> {
  const { deps, guild, token, sender, target, signal } = visit;
  const attempt: Attempt = { postId: randomUUID(), app, atMs: deps.now(), rotation };
  const { postId, atMs } = attempt;
  const isMine = await insertIntent(
    deps.sql,
    { id: guild.id, token },
    {
      postId,
      serverUuid: guild.serverUuid,
      app,
      atMs,
      nextPostMs: atMs + cooldownMs(campaigns.length, deps.random(), posting),
      rotation,
      leaseMs: deps.leaseMs ?? guildLeaseMs,
    },
  );
  if (!isMine) return;
  await deps.checkpoint?.("intended", guild.guildId);
  const outcome = await sender.post(target, { eventId: postId, app, atMs }, signal);
  await deps.checkpoint?.("sent", guild.guildId);
  await endPost(visit, attempt, outcome);
}

/** False: other people have not written enough since the last post. */
async function hasRoom(visit: Visit, rotation: Rotation, asked = 0): Promise<boolean> {
  const { guild, sender, target } = visit;
  const times = Object.values(rotation.postedAt);
  const count = Math.max(asked, guild.messagesBetween);
  if (count === 0 || times.length === 0 || !sender.hasMessagesSince) return true;
  const sinceMs = Math.max(...times);
  return (await sender.hasMessagesSince(target, sinceMs, count)) ?? true;
}

async function takeTurn(visit: Visit, cache: BatchCache, rotation: Rotation): Promise<void> {
  const { deps, guild } = visit;
  const { campaigns } = cache.batch;
  const nowMs = deps.now();
  if (guild.nextPostMs === null) {
    // The first time: somewhere within a pause, so that guilds that came together do not post together.
    const spreadMs = cooldownMs(campaigns.length, 0.5) * deps.random();
    if (spreadMs >= 1_000) return void (await leave(visit, { nextPostMs: nowMs + spreadMs }));
  }
  const turn = nextTurn(rotation, campaigns, nowMs);
  if (turn.kind === "wait") {
    const latest = Math.min(nowMs + idleMsMax, Math.max(cache.checkAt, nowMs + 1_000));
    const nextPostMs = Math.min(turn.untilMs ?? latest, latest);
    return void (await leave(visit, { rotation: turn.rotation, nextPostMs }));
  }
  if (!(await hasRoom(visit, turn.rotation, cache.batch.posting?.messagesBetween))) {
    return void (await leave(visit, { rotation: turn.rotation, nextPostMs: nowMs + 5 * minuteMs }));
  }
  await post(visit, turn.app, turn.rotation, cache.batch);
}

/** `token` is the fence of the lease that the guild was taken under; without it nothing is posted or written. */
export async function serveGuild(
  deps: PromoterDeps,
  guild: TakenGuild,
  { token, signal }: { readonly token: string; readonly signal?: AbortSignal },
): Promise<void> {
  const sender = deps.senders[guild.platform];
  const target = targetOf(deps, guild);
  if (!sender || !target) {
    const lastError = sender ? "No channel is set." : `There is no token for ${guild.platform}.`;
    await leave({ deps, guild, token }, { lastError, nextPostMs: deps.now() + 5 * minuteMs });
    return;
  }
  const visit: Visit = { deps, guild, token, sender, target, signal };
  const rotation = await settle(visit, guild.rotation ?? emptyRotation);
  if (!rotation) return;
  const cache = await renewBatch(visit);
  if (!cache) return;
  const isMine = await keepGuild(deps.sql, { id: guild.id, token }, { rotation, cache });
  if (isMine) await takeTurn(visit, cache, rotation);
}
