import type { BatchCache } from "./batch-source.ts";
import { emptyRotation, type Rotation } from "./schedule.ts";
import type { PromotionEvent, ServerMetadata, WireApp } from "./wire.ts";

/** One guild, channel or target that the bot posts to. */
export interface Guild {
  readonly guildId: string;
  readonly metadata?: ServerMetadata;
}

/** A post that began. It is written down before the platform hears of it. */
export interface PostIntent {
  readonly eventId: string;
  readonly app: WireApp;
  readonly atMs: number;
}

export interface Posted {
  readonly messageId: string;
  readonly channelId?: string;
}

/** All that a bot has to keep of a guild: plain JSON, one document each. */
export interface GuildState {
  readonly serverUuid: string;
  /** Unix seconds. */
  readonly registeredAt: number;
  readonly cache: BatchCache | null;
  readonly rotation: Rotation;
  readonly nextPostAt: number;
  readonly intent: PostIntent | null;
  /** Receipts that the API has not acknowledged. */
  readonly receipts: readonly PromotionEvent[];
}

/** Where the bot keeps it: a database row, a file, a key. `save` returns when it is safe. */
export interface GuildStore {
  load(guildId: string): Promise<GuildState | undefined>;
  save(guildId: string, state: GuildState): Promise<void>;
}

export function newGuildState(serverUuid: string, nowMs: number): GuildState {
  return {
    serverUuid,
    registeredAt: Math.floor(nowMs / 1_000),
    cache: null,
    rotation: emptyRotation,
    nextPostAt: 0,
    intent: null,
    receipts: [],
  };
}

/** The delivery receipt of a post: the same, with the same eventId, however often it is made. */
export function receiptOf(serverUuid: string, intent: PostIntent, posted: Posted): PromotionEvent {
  const { campaign, appId } = intent.app;
  return {
    eventId: intent.eventId,
    serverUuid,
    appId,
    campaignId: campaign.campaignId,
    ...(campaign.variantId ? { variantId: campaign.variantId } : {}),
    eventType: "POSTED",
    timestamp: Math.floor(intent.atMs / 1_000),
    messageId: posted.messageId,
    ...(posted.channelId ? { channelId: posted.channelId } : {}),
  };
}
