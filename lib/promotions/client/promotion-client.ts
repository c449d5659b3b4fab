import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type BatchAlert, type BatchCache, currentBatch } from "./batch-source.ts";
import { type BotApi, BotApiError } from "./bot-api.ts";
import {
  type Guild,
  type GuildState,
  type GuildStore,
  newGuildState,
  type Posted,
  type PostIntent,
  receiptOf,
} from "./guild-state.ts";
import { cooldownMs, nextTurn, notePosted } from "./schedule.ts";
import { campaignKey, type WireApp } from "./wire.ts";

export interface PromotionClientOptions {
  readonly api: BotApi;
  readonly store: GuildStore;
  /** Posts to the platform. Throws only when it is certain that nothing was posted. */
  readonly post: (guild: Guild, app: WireApp, eventId: string) => Promise<Posted>;
  /**
   * After a crash: finds the message of a post that began, where the platform can be asked. Without it such a post
   * counts as made, because a second advertisement is worse than a late one.
   */
  readonly find?: (
    guild: Guild,
    intent: PostIntent,
  ) => Promise<Posted | "never_posted" | "unknown">;
  /** Whether other people wrote so many messages since the last post; leave it out where the platform does not tell. */
  readonly hasMessagesSince?: (guild: Guild, sinceMs: number, count: number) => Promise<boolean>;
  /** The API fails, or works again: tell a person. */
  readonly alert: (guild: Guild, alert: BatchAlert) => void;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface PromotionClient {
  /** Registers, or renews what is known of the guild; the UUID is kept before it is sent. */
  register(guild: Guild): Promise<string>;
  heartbeat(guild: Guild): Promise<void>;
  /** Posts if it is time, sends receipts that wait, and answers when to come again (Unix milliseconds). */
  turn(guild: Guild): Promise<number>;
  /** Turn after turn, a heartbeat in between, until the signal aborts. */
  run(guild: Guild, signal: AbortSignal): Promise<void>;
}

const heartbeatEveryMs = 10 * 60_000;
const retryMs = 60_000;
const crowdedMs = 5 * 60_000;
/** Nothing to post: so soon the batch is looked at again at the latest. */
const idleMsMax = 15 * 60_000;

type Optional = "find" | "hasMessagesSince";
type Context = Required<Omit<PromotionClientOptions, Optional>> &
  Pick<PromotionClientOptions, Optional>;

/** The state in hand; `keep` saves before anything is done on it. */
class GuildDesk {
  readonly guild: Guild;
  readonly store: GuildStore;
  state: GuildState;

  constructor(guild: Guild, store: GuildStore, state: GuildState) {
    this.guild = guild;
    this.store = store;
    this.state = state;
  }

  async keep(change: Partial<GuildState>): Promise<void> {
    this.state = { ...this.state, ...change };
    await this.store.save(this.guild.guildId, this.state);
  }
}

async function openDesk({ store, now }: Context, guild: Guild): Promise<GuildDesk> {
  const known = await store.load(guild.guildId);
  const desk = new GuildDesk(guild, store, known ?? newGuildState(randomUUID(), now()));
  if (!known) await desk.keep({});
  return desk;
}

async function register({ api }: Context, desk: GuildDesk): Promise<string> {
  const { serverUuid, registeredAt } = desk.state;
  const { guildId, metadata } = desk.guild;
  const about = metadata ? { metadata } : {};
  const inForce = await api.registerServer({ serverUuid, guildId, registeredAt, ...about });
  // The UUID was lost at some time: the API knows the guild by another one, and that one counts.
  if (inForce !== serverUuid) await desk.keep({ serverUuid: inForce, cache: null });
  return inForce;
}

async function sendReceipts({ api }: Context, desk: GuildDesk): Promise<void> {
  for (const receipt of desk.state.receipts) {
    try {
      await api.trackPromotionEvent(receipt);
    } catch (error) {
      if (!(error instanceof BotApiError) || error.isPassing) return;
      // Refused for good, such as a promotion that was deleted: asking again would be refused for ever.
    }
    await desk.keep({ receipts: desk.state.receipts.filter((other) => other !== receipt) });
  }
}

async function settleIntent({ find }: Context, desk: GuildDesk): Promise<void> {
  const { intent, rotation, receipts, serverUuid } = desk.state;
  if (!intent) return;
  const found = (await find?.(desk.guild, intent)) ?? "unknown";
  if (found === "never_posted") return desk.keep({ intent: null });
  const moved = notePosted(rotation, campaignKey(intent.app), intent.atMs);
  if (found === "unknown") return desk.keep({ intent: null, rotation: moved });
  const receipt = receiptOf(serverUuid, intent, found);
  await desk.keep({ intent: null, rotation: moved, receipts: [...receipts, receipt] });
}

async function renewBatch(context: Context, desk: GuildDesk): Promise<BatchCache> {
  const { api, now } = context;
  const alert = (told: BatchAlert) => context.alert(desk.guild, told);
  const source = { api, now, alert };
  const before = desk.state.cache;
  const cache = await currentBatch(source, desk.state.serverUuid, before).catch(
    async (error: unknown) => {
      // Unknown to the API: the guild registers again and goes on with what it knows.
      if (!(error instanceof BotApiError) || error.status !== 404) throw error;
      return currentBatch(source, await register(context, desk), null);
    },
  );
  if (cache !== before) await desk.keep({ cache });
  return cache;
}

/** A guild nobody writes in is not filled with advertisements. */
async function hasRoom({ hasMessagesSince }: Context, desk: GuildDesk, count: number) {
  const lastMs = Math.max(0, ...Object.values(desk.state.rotation.postedAt));
  if (count === 0 || lastMs === 0 || !hasMessagesSince) return true;
  return hasMessagesSince(desk.guild, lastMs, count);
}

async function postNext(context: Context, desk: GuildDesk, cache: BatchCache): Promise<void> {
  const { now, random } = context;
  const { campaigns } = cache.batch;
  const turn = nextTurn(desk.state.rotation, campaigns, now());
  if (turn.kind === "wait") {
    const latest = Math.min(now() + idleMsMax, Math.max(cache.checkAt, now() + 1_000));
    const nextPostAt = Math.min(turn.untilMs ?? latest, latest);
    return desk.keep({ rotation: turn.rotation, nextPostAt });
  }
  const posting = cache.batch.posting ?? {};
  if (!(await hasRoom(context, desk, posting.messagesBetween ?? 0))) {
    return desk.keep({ rotation: turn.rotation, nextPostAt: now() + crowdedMs });
  }
  const intent: PostIntent = { eventId: randomUUID(), app: turn.app, atMs: now() };
  const nextPostAt = intent.atMs + cooldownMs(campaigns.length, random(), posting);
  await desk.keep({ rotation: turn.rotation, intent, nextPostAt });
  let posted: Posted;
  try {
    posted = await context.post(desk.guild, turn.app, intent.eventId);
  } catch (error) {
    await desk.keep({ intent: null, nextPostAt: now() + retryMs });
    throw error;
  }
  const rotation = notePosted(turn.rotation, campaignKey(turn.app), intent.atMs);
  const receipt = receiptOf(desk.state.serverUuid, intent, posted);
  await desk.keep({ intent: null, rotation, receipts: [...desk.state.receipts, receipt] });
}

async function takeTurn(context: Context, guild: Guild): Promise<number> {
  const known = await context.store.load(guild.guildId);
  const desk = await openDesk(context, guild);
  if (!known) await register(context, desk);
  await settleIntent(context, desk);
  await sendReceipts(context, desk);
  const cache = await renewBatch(context, desk);
  if (context.now() >= desk.state.nextPostAt) {
    await postNext(context, desk, cache);
    await sendReceipts(context, desk);
  }
  return Math.min(desk.state.nextPostAt, Math.max(cache.checkAt, context.now()));
}

async function runGuild(context: Context, guild: Guild, signal: AbortSignal): Promise<void> {
  const { api, now } = context;
  let beatAt: number | undefined;
  while (!signal.aborted) {
    let nextAt = now() + retryMs;
    try {
      const desk = await openDesk(context, guild);
      if (beatAt === undefined) await register(context, desk);
      else if (now() >= beatAt) await api.heartbeat(desk.state.serverUuid);
      if (beatAt === undefined || now() >= beatAt) beatAt = now() + heartbeatEveryMs;
      nextAt = await takeTurn(context, guild);
    } catch (error) {
      if (error instanceof BotApiError && error.status === 410) return;
      context.alert(guild, { kind: "nothing", error });
    }
    const waitMs = Math.max(1_000, Math.min(nextAt, beatAt ?? nextAt) - now());
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Everything a bot needs between the API and its platform. One process at a time may serve a guild. */
export function createPromotionClient(options: PromotionClientOptions): PromotionClient {
  const context: Context = { now: Date.now, random: Math.random, ...options };
  return {
    register: async (guild) => register(context, await openDesk(context, guild)),
    heartbeat: async (guild) =>
      options.api.heartbeat((await openDesk(context, guild)).state.serverUuid),
    turn: (guild) => takeTurn(context, guild),
    run: (guild, signal) => runGuild(context, guild, signal),
  };
}
