import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import type { Platform } from "#lib/promotions/contract.ts";

/** Where a promo server is posted to: a channel or chat id, or the address of a webhook. */
export interface Target {
  readonly platform: Platform;
  readonly address: string;
  /** What posts to a webhook are signed with: one, or two while one takes over from another. */
  readonly secrets?: readonly string[];
}

export type Blocked = {
  readonly kind: "blocked";
  readonly status: 403 | 404;
  readonly reason: string;
};
/** Nothing was posted; the platform says when to ask again. */
export type Wait = { readonly kind: "wait"; readonly retryAfterMs: number };
/** Nothing was posted: the chat is known by another id from here on. */
export type Moved = { readonly kind: "moved"; readonly to: string };
/** Nothing was posted, for a reason that passes or is not this channel's. */
export type Failed = { readonly kind: "failed"; readonly reason: string };

export type PostOutcome =
  | { readonly kind: "posted"; readonly messageId: string; readonly channelId: string }
  | Blocked
  | Moved
  | Wait
  | Failed
  /** The platform did not say: it may have been posted. Never simply repeated. */
  | { readonly kind: "unknown"; readonly reason: string };

export type FindOutcome =
  | { readonly kind: "posted"; readonly messageId: string; readonly channelId: string }
  /** The platform was asked and does not have it: it may be posted. */
  | { readonly kind: "never_posted" }
  /** Nobody can say. It counts as posted, because a second advertisement is worse than a late one. */
  | { readonly kind: "unknown" }
  | { readonly kind: "later"; readonly retryAfterMs: number };

export type CheckOutcome =
  | { readonly kind: "ok" }
  | Blocked
  | Moved
  /** No answer, or one that says nothing about the channel. */
  | { readonly kind: "unclear"; readonly reason: string }
  /** It was not asked: too many others are. */
  | { readonly kind: "busy" };

/** One platform. No call throws for what the platform or the network does. */
export interface Sender {
  post(target: Target, intent: PostIntent, signal?: AbortSignal): Promise<PostOutcome>;
  /** What became of a post whose outcome is not known. */
  find(target: Target, intent: PostIntent, signal?: AbortSignal): Promise<FindOutcome>;
  /** Whether the channel is there and may be posted to. Posts nothing. */
  check(target: Target, signal?: AbortSignal): Promise<CheckOutcome>;
  /** Whether other people wrote so many messages since; undefined where the platform does not tell. */
  hasMessagesSince?(target: Target, sinceMs: number, count: number): Promise<boolean | undefined>;
}

/** Takes turns on a platform over all workers. */
export interface Pace {
  /** Waits for the next turn; false when it is too far away to wait for. */
  turn(platform: Platform): Promise<boolean>;
  /** The platform asked everybody to wait. */
  hold(platform: Platform, ms: number): Promise<void>;
}

const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Whether a failed request certainly did not reach the platform: no connection was made. */
export function wasNeverSent(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if ("code" in at && typeof at.code === "string" && neverSent.has(at.code)) return true;
    at = "error" in at && at.error instanceof Error ? at.error : at.cause;
  }
  return false;
}

export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, 300);
}
