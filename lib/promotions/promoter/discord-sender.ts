import { DiscordAPIError, HTTPError, RateLimitError, REST } from "@discordjs/rest";
import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import { isFields } from "#lib/promotions/client/wire.ts";
import { composePost } from "#lib/promotions/promoter/compose-post.ts";
import {
  type Blocked,
  type CheckOutcome,
  type Failed,
  type FindOutcome,
  type Pace,
  type PostOutcome,
  reasonOf,
  type Sender,
  type Target,
  type Wait,
  wasNeverSent,
} from "#lib/promotions/promoter/sender.ts";

export interface DiscordOptions {
  readonly token: string;
  /** Another root than Discord's own. */
  readonly apiRoot?: string;
  readonly pace: Pace;
  readonly timeoutMs?: number;
  /** Requests a second of one process, as Discord allows a bot. */
  readonly globalPerS?: number;
}

const contentMax = 2_000;
const pageSize = 100;
const pagesMax = 5;
const discordEpochMs = 1_420_070_400_000;
/** Clocks of ours and Discord's may differ by so much. */
const skewMs = 5_000;
/** A longer wait is the schedule's, not the request's. */
const waitMsMax = 5_000;
/** Unknown channel and unknown guild: 404 of anything else is not the channel's. */
const unknownPlace = new Set<unknown>([10_003, 10_004]);

/** When a message with this id was written. */
export function snowflakeMs(id: string): number {
  return Number(BigInt(id) >> 22n) + discordEpochMs;
}

/** At most 25 characters; the same for every try of one post, so that Discord itself drops the second. */
export function nonceOf(eventId: string): string {
  return eventId.replaceAll("-", "").slice(0, 25);
}

interface Message {
  readonly id: string;
  readonly content: string;
  readonly isBot: boolean;
}

function readMessages(answer: unknown): Message[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((item: unknown) => {
    if (!isFields(item) || typeof item.id !== "string") return [];
    const isBot = isFields(item.author) && item.author.bot === true;
    return [{ id: item.id, content: String(item.content ?? ""), isBot }];
  });
}

function refusalOf(error: unknown): Blocked | Wait | Failed | undefined {
  if (error instanceof RateLimitError) {
    return { kind: "wait", retryAfterMs: Math.max(error.timeToReset, error.retryAfter) };
  }
  if (!(error instanceof DiscordAPIError)) return undefined;
  const reason = `Discord answered ${error.status} (${error.code}): ${error.message.slice(0, 200)}`;
  if (error.status === 403) return { kind: "blocked", status: 403, reason };
  if (error.status === 404 && unknownPlace.has(error.code)) {
    return { kind: "blocked", status: 404, reason };
  }
  return { kind: "failed", reason };
}

/** Messages from the newest back, until one that is older than `sinceMs` shows that nothing is missing. */
async function* messagesBack(rest: REST, channel: string, sinceMs: number) {
  let before = "";
  for (let page = 0; page < pagesMax; page++) {
    const query = new URLSearchParams({ limit: String(pageSize), ...(before ? { before } : {}) });
    const messages = readMessages(await rest.get(`/channels/${channel}/messages`, { query }));
    for (const message of messages) {
      yield message;
      if (snowflakeMs(message.id) < sinceMs) return;
    }
    before = messages.at(-1)?.id ?? "";
    if (messages.length < pageSize) return;
  }
}

async function findPost(rest: REST, channel: string, intent: PostIntent): Promise<FindOutcome> {
  const sinceMs = intent.atMs - skewMs;
  for await (const { id, content, isBot } of messagesBack(rest, channel, sinceMs)) {
    // A channel whose history may not be read shows an empty list: an older message proves that it may.
    if (snowflakeMs(id) < sinceMs) return { kind: "never_posted" };
    if (isBot && content.includes(intent.app.campaign.ctaUrl)) {
      return { kind: "posted", messageId: id, channelId: channel };
    }
  }
  return { kind: "unknown" };
}

function bodyOf({ eventId, app }: PostIntent) {
  const { imageUrl, ctaUrl } = app.campaign;
  return {
    content: composePost(app, contentMax),
    nonce: nonceOf(eventId),
    enforce_nonce: true,
    // A promotion wakes nobody up, whatever its text says.
    allowed_mentions: { parse: [] },
    ...(imageUrl
      ? { embeds: [{ url: ctaUrl, title: app.appName, image: { url: imageUrl } }] }
      : {}),
  };
}

/** Posts with a bot's token. @discordjs/rest keeps the buckets of each route and the global limit. */
export function createDiscordSender({
  token,
  pace,
  timeoutMs = 10_000,
  apiRoot,
  globalPerS = 50,
}: DiscordOptions): Sender {
  const rest = new REST({
    version: "10",
    timeout: timeoutMs,
    retries: 1,
    globalRequestsPerSecond: globalPerS,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) =>
      Math.max(timeToReset, retryAfter) > waitMsMax,
    ...(apiRoot ? { api: apiRoot } : {}),
  });
  // A 401 makes the library forget the token; whoever renews it restarts, and until then each call says so.
  const open = () => rest.setToken(token);
  const busy: Wait = { kind: "wait", retryAfterMs: waitMsMax };
  // The library keeps a limit of the whole bot for its own process; the other workers hear of it from the pace.
  const tellOthers = async (error: unknown) => {
    if (!(error instanceof RateLimitError && error.global)) return;
    await pace.hold("discord", Math.max(error.timeToReset, error.retryAfter));
  };

  const post = async (
    { address }: Target,
    intent: PostIntent,
    signal?: AbortSignal,
  ): Promise<PostOutcome> => {
    if (!(await pace.turn("discord"))) return busy;
    try {
      const options = { body: bodyOf(intent), ...(signal ? { signal } : {}) };
      const answer = await open().post(`/channels/${address}/messages`, options);
      if (isFields(answer) && typeof answer.id === "string") {
        return { kind: "posted", messageId: answer.id, channelId: address };
      }
      return { kind: "unknown", reason: "Discord's answer names no message." };
    } catch (error) {
      await tellOthers(error);
      const refusal = refusalOf(error);
      if (refusal) return refusal;
      const kind = wasNeverSent(error) ? "failed" : "unknown";
      return { kind, reason: reasonOf(error) };
    }
  };

  const find = async ({ address }: Target, intent: PostIntent): Promise<FindOutcome> => {
    if (!(await pace.turn("discord"))) return { kind: "later", retryAfterMs: waitMsMax };
    try {
      return await findPost(open(), address, intent);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.kind === "blocked") return { kind: "unknown" };
      return {
        kind: "later",
        retryAfterMs: refusal?.kind === "wait" ? refusal.retryAfterMs : 60_000,
      };
    }
  };

  const check = async ({ address }: Target, signal?: AbortSignal): Promise<CheckOutcome> => {
    if (!(await pace.turn("discord"))) return { kind: "busy" };
    try {
      await open().get(`/channels/${address}`, signal ? { signal } : {});
      return { kind: "ok" };
    } catch (error) {
      await tellOthers(error);
      const refusal = refusalOf(error);
      if (refusal?.kind === "blocked") return refusal;
      const told =
        error instanceof HTTPError ? `Discord answered ${error.status}.` : reasonOf(error);
      return { kind: "unclear", reason: told };
    }
  };

  const hasMessagesSince = async ({ address }: Target, sinceMs: number, count: number) => {
    if (!(await pace.turn("discord"))) return undefined;
    try {
      let others = 0;
      for await (const { id, isBot } of messagesBack(open(), address, sinceMs)) {
        if (!isBot && snowflakeMs(id) >= sinceMs) others++;
        if (others >= count) return true;
      }
      return false;
    } catch {
      return undefined;
    }
  };
  return { post, find, check, hasMessagesSince };
}
