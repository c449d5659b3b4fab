// Enough of Discord and Telegram to post to, with the rate limits they enforce: whatever arrives beyond one gets a 429
// with the headers of the real thing, and who sent faster than the limit, or while told to wait, is counted.

import {
  type FakeAnswer,
  type FakeHttp,
  type FakeRequest,
  noAnswer,
  startFakeHttp,
} from "#lib/testing/fake-http.ts";
import { createDepartures, createStallClock, createWindow } from "#lib/testing/fake-window.ts";

/** swallow: it is posted, and nobody ever hears of it. upgraded: a Telegram group that became a supergroup. */
export type ChannelMood =
  | "ok"
  | "forbidden"
  | "missing"
  | "hang"
  | "broken"
  | "swallow"
  | "upgraded";

export interface FakeMessage {
  readonly id: string;
  readonly channel: string;
  readonly text: string;
  readonly atMs: number;
  readonly body: Record<string, unknown>;
}

export interface FakePlatform extends FakeHttp {
  readonly messages: FakeMessage[];
  readonly moods: Map<string, ChannelMood>;
  /** Requests that left beyond a limit, or while a 429 asked to wait; not what was in time and late on its way. */
  violations: number;
  requests: number;
  checks: number;
  /** The next request is answered with a 429 that asks everybody to wait so long. */
  holdNextMs: number;
}

interface Limits {
  readonly overallPerS: number;
  readonly channel: { readonly limit: number; readonly spanMs: number };
}

const discordLimits: Limits = { overallPerS: 50, channel: { limit: 5, spanMs: 5_000 } };
const telegramLimits: Limits = { overallPerS: 30, channel: { limit: 1, spanMs: 1_000 } };

interface Guard {
  /** Undefined: let in. */
  judge(channel: string, isPost: boolean): { waitMs: number; global: boolean } | undefined;
  left(channel: string): number;
  close(): void;
}

/** The limit as the platform enforces it, and as a client can keep it. */
function createLimit(limit: number, spanMs: number) {
  const arrivals = createWindow(limit, spanMs);
  return { ...arrivals, ...createDepartures(limit, spanMs) };
}

function createGuard(state: FakePlatform, limits: Limits): Guard {
  const overall = createLimit(limits.overallPerS, 1_000);
  const channels = new Map<string, ReturnType<typeof createLimit>>();
  const stalls = createStallClock();
  let toldAt = 0;
  let heldUntil = 0;
  const limitOf = (channel: string) => {
    const known = channels.get(channel);
    if (known) return known;
    const made = createLimit(limits.channel.limit, limits.channel.spanMs);
    channels.set(channel, made);
    return made;
  };
  return {
    judge(channel, isPost) {
      const nowMs = performance.now();
      const heldUpMs = stalls.heldUpMs(nowMs);
      const own = isPost ? limitOf(channel) : undefined;
      state.requests++;
      if (nowMs < heldUntil) {
        // What was on its way already could not know; a timer may fire a little early.
        const isTold = nowMs - toldAt > heldUpMs && heldUntil - nowMs > 50;
        if (isTold) state.violations++;
        return { waitMs: heldUntil - nowMs, global: true };
      }
      if (state.holdNextMs > 0) {
        const waitMs = state.holdNextMs;
        toldAt = nowMs;
        heldUntil = nowMs + waitMs;
        state.holdNextMs = 0;
        return { waitMs, global: true };
      }
      const tooFast = overall.isTooMany(nowMs, heldUpMs);
      const tooOften = own?.isTooMany(nowMs, heldUpMs) ?? false;
      if (tooFast || tooOften) state.violations++;
      const overallWait = overall.take(nowMs);
      const channelWait = own && overallWait === 0 ? own.take(nowMs) : 0;
      const waitMs = Math.max(overallWait, channelWait);
      return waitMs === 0 ? undefined : { waitMs, global: overallWait > 0 };
    },
    left: (channel) => limitOf(channel).left(performance.now()),
    close: stalls.close,
  };
}

/** The platform, whose guard ends with it. */
async function opened(
  state: FakePlatform,
  guard: Guard,
  answer: Parameters<typeof startFakeHttp>[0],
): Promise<FakePlatform> {
  const { url, close } = await startFakeHttp(answer);
  const closeBoth = async () => {
    guard.close();
    await close();
  };
  return Object.assign(state, { url, close: closeBoth });
}

function emptyPlatform(): Omit<FakePlatform, keyof FakeHttp> {
  return { messages: [], moods: new Map(), violations: 0, requests: 0, checks: 0, holdNextMs: 0 };
}

const discordEpochMs = 1_420_070_400_000;
let sequence = 0n;

export function snowflake(atMs: number): string {
  sequence += 1n;
  return String((BigInt(Math.floor(atMs) - discordEpochMs) << 22n) + (sequence & 0xfffn));
}

function discordError(status: number, code: number, message: string): FakeAnswer {
  return { status, body: { code, message } };
}

function discordPost(
  state: FakePlatform,
  channel: string,
  body: Record<string, unknown>,
  headers: Record<string, string>,
) {
  const nonce = body.enforce_nonce === true ? body.nonce : undefined;
  const known = state.messages.find(
    (message) => nonce !== undefined && message.channel === channel && message.body.nonce === nonce,
  );
  if (known) return { status: 200, headers, body: { id: known.id, channel_id: channel } };
  const atMs = Date.now();
  const message = { id: snowflake(atMs), channel, text: String(body.content), atMs, body };
  state.messages.push(message);
  return {
    status: 200,
    headers,
    body: { id: message.id, channel_id: channel, content: message.text },
  };
}

function discordHistory(state: FakePlatform, channel: string, before: string | null): FakeAnswer {
  const body = state.messages
    .filter(
      (message) => message.channel === channel && (!before || BigInt(message.id) < BigInt(before)),
    )
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
    .slice(0, 100)
    .map(({ id, text, body: sent }) => ({
      id,
      content: text,
      author: { bot: sent.human !== true },
    }));
  return { status: 200, body };
}

export async function startFakeDiscord(limits: Limits = discordLimits): Promise<FakePlatform> {
  const state = emptyPlatform() as FakePlatform;
  const guard = createGuard(state, limits);
  const answer = ({ method, url, body }: FakeRequest): FakeAnswer | typeof noAnswer => {
    const [, channel = "", messages] =
      /^\/api\/v10\/channels\/(\d+)(\/messages)?$/.exec(url.pathname) ?? [];
    const isPost = method === "POST";
    const over = guard.judge(channel, isPost);
    if (over) {
      const seconds = over.waitMs / 1_000;
      const headers = {
        "retry-after": String(Math.ceil(seconds)),
        "x-ratelimit-scope": over.global ? "global" : "user",
        ...(over.global ? { "x-ratelimit-global": "true" } : {}),
        "x-ratelimit-reset-after": seconds.toFixed(3),
        "x-ratelimit-limit": String(limits.channel.limit),
        "x-ratelimit-remaining": "0",
      };
      return {
        status: 429,
        headers,
        body: { message: "You are being rate limited.", retry_after: seconds, global: over.global },
      };
    }
    const mood = state.moods.get(channel) ?? "ok";
    if (mood === "hang") return noAnswer;
    if (mood === "broken") return { status: 500, body: {} };
    if (mood === "forbidden") return discordError(403, 50_001, "Missing Access");
    if (mood === "missing") return discordError(404, 10_003, "Unknown Channel");
    if (!messages) {
      state.checks++;
      return { status: 200, body: { id: channel, type: 0 } };
    }
    if (!isPost) return discordHistory(state, channel, url.searchParams.get("before"));
    const headers = {
      "x-ratelimit-bucket": "messages",
      "x-ratelimit-limit": String(limits.channel.limit),
      "x-ratelimit-remaining": String(guard.left(channel)),
      "x-ratelimit-reset-after": String(limits.channel.spanMs / 1_000),
    };
    const given = discordPost(state, channel, body as Record<string, unknown>, headers);
    return mood === "swallow" ? noAnswer : given;
  };
  return opened(state, guard, answer);
}

function telegramError(code: number, description: string, parameters = {}): FakeAnswer {
  return { status: code, body: { ok: false, error_code: code, description, parameters } };
}

/** The id that a group has once it is a supergroup. */
export const supergroupOf = (chat: string) => Number(`-100${chat.replace("-", "")}`);

export async function startFakeTelegram(limits: Limits = telegramLimits): Promise<FakePlatform> {
  const state = emptyPlatform() as FakePlatform;
  const guard = createGuard(state, limits);
  let lastId = 0;
  const answer = ({ url, body }: FakeRequest): FakeAnswer | typeof noAnswer => {
    const fields = (body ?? {}) as Record<string, unknown>;
    const chat = String(fields.chat_id);
    const method = url.pathname.split("/").pop() ?? "";
    const isPost = method.startsWith("send");
    const over = guard.judge(chat, isPost);
    if (over) {
      const retry_after = Math.ceil(over.waitMs / 1_000);
      return telegramError(429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
    }
    const mood = state.moods.get(chat) ?? "ok";
    if (mood === "hang") return noAnswer;
    if (mood === "broken") return telegramError(500, "Internal Server Error");
    if (mood === "forbidden")
      return telegramError(403, "Forbidden: bot was kicked from the channel chat");
    if (mood === "missing") return telegramError(400, "Bad Request: chat not found");
    if (mood === "upgraded") {
      const description = "Bad Request: group chat was upgraded to a supergroup chat";
      return telegramError(400, description, { migrate_to_chat_id: supergroupOf(chat) });
    }
    if (!isPost) {
      state.checks++;
      return { status: 200, body: { ok: true, result: { id: chat, type: "channel" } } };
    }
    lastId++;
    const text = String(fields.text ?? fields.caption);
    state.messages.push({
      id: String(lastId),
      channel: chat,
      text,
      atMs: Date.now(),
      body: fields,
    });
    if (mood === "swallow") return noAnswer;
    return { status: 200, body: { ok: true, result: { message_id: lastId, chat: { id: chat } } } };
  };
  return opened(state, guard, answer);
}
