// Which batch a promo server posts from: the cached one until its next check, a fresh one, the last good one while the
// API fails, and in the end a share of the list of everything. The caller keeps what is returned.

import { createHash } from "node:crypto";
import { type BotApi, BotApiError } from "./bot-api.ts";
import { campaignKey, type WireApp, type WireBatch } from "./wire.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A batch that could not be renewed for so long is not trusted any more. */
const goodForMs = 24 * hourMs;
const checkAtLeastEveryMs = hourMs;
const checkAtMostEveryMs = 30_000;
const backoffMsMax = 15 * minuteMs;
/** Out of the list of everything a promo server takes no more than a full batch. */
const fallbackMax = 50;

/** Plain JSON. */
export interface BatchCache {
  readonly batch: WireBatch;
  readonly etag: string | null;
  /** When the API confirmed it last, Unix milliseconds; 0: never. */
  readonly goodAt: number;
  /** Until then nobody is asked. */
  readonly checkAt: number;
  readonly from: "batch" | "last_good" | "all_apps" | "nothing";
  readonly failures: number;
}

export type BatchAlert =
  | { readonly kind: "last_good"; readonly error: unknown }
  | { readonly kind: "all_apps"; readonly error: unknown; readonly apps: number }
  | { readonly kind: "nothing"; readonly error: unknown }
  | { readonly kind: "recovered"; readonly failures: number };

export interface BatchSource {
  readonly api: Pick<BotApi, "getServerCampaigns" | "getAllApps">;
  readonly now: () => number;
  /** Told when the way changes: once when the API begins to fail, once when it works again. */
  readonly alert: (alert: BatchAlert) => void;
}

const nothing: WireBatch = { campaigns: [], allocationTimestamp: 0, nextAllocationCheck: 0 };

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function nextCheck(batch: WireBatch, nowMs: number): number {
  const asked = batch.nextAllocationCheck * 1_000;
  return clamp(asked, nowMs + checkAtMostEveryMs, nowMs + checkAtLeastEveryMs);
}

/** After "unchanged" the check named in the old body is over: the same span counts from here. */
function checkAfterUnchanged({ batch }: BatchCache, nowMs: number): number {
  if (batch.nextAllocationCheck * 1_000 > nowMs) return nextCheck(batch, nowMs);
  const spanMs = (batch.nextAllocationCheck - batch.allocationTimestamp) * 1_000;
  return nowMs + clamp(spanMs, checkAtMostEveryMs, 15 * minuteMs);
}

const isGood = (cache: BatchCache, nowMs: number): boolean =>
  cache.goodAt > 0 &&
  nowMs - cache.goodAt < goodForMs &&
  cache.batch.campaigns.some(({ campaign }) => campaign.endDate * 1_000 > nowMs);

/** A share of everything that is another one for each promo server, and stays the same. */
export function shareOfAll(apps: readonly WireApp[], serverUuid: string): WireApp[] {
  const rank = (app: WireApp) =>
    createHash("sha256")
      .update(`${serverUuid}\n${campaignKey(app)}`)
      .digest("hex");
  return apps
    .map((app) => ({ app, rank: rank(app) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, fallbackMax)
    .map(({ app }) => app);
}

async function fallBack(
  source: BatchSource,
  serverUuid: string,
  before: BatchCache | null,
  error: unknown,
): Promise<BatchCache> {
  const nowMs = source.now();
  const failures = (before?.failures ?? 0) + 1;
  const asked = error instanceof BotApiError ? (error.retryAfterMs ?? 0) : 0;
  const waitMs = Math.max(asked, Math.min(backoffMsMax, minuteMs * 2 ** Math.min(failures - 1, 8)));
  const again = { failures, checkAt: nowMs + waitMs };
  const tell = (alert: BatchAlert) => {
    if (before?.from !== alert.kind) source.alert(alert);
  };
  if (before && isGood(before, nowMs)) {
    tell({ kind: "last_good", error });
    return { ...before, ...again, from: "last_good" };
  }
  const unknown = { goodAt: 0, etag: null, ...again };
  try {
    const running = (await source.api.getAllApps()).filter(
      ({ campaign }) => campaign.endDate * 1_000 > nowMs,
    );
    const campaigns = shareOfAll(running, serverUuid);
    tell({ kind: "all_apps", error, apps: campaigns.length });
    return { ...unknown, from: "all_apps", batch: { ...nothing, campaigns } };
  } catch (second) {
    tell({ kind: "nothing", error: second });
    // The share of an earlier failure is better than silence; its campaigns end by their own dates.
    return { ...unknown, from: "nothing", batch: before?.batch ?? nothing };
  }
}

/**
 * The batch to post from, and what to remember of it. Throws a BotApiError that asking again does not cure: 404 or 410
 * (register again, or stop), 401 or 403 (the key).
 */
export async function currentBatch(
  source: BatchSource,
  serverUuid: string,
  before: BatchCache | null,
): Promise<BatchCache> {
  if (before && source.now() < before.checkAt) return before;
  try {
    const etag = before && before.goodAt > 0 ? before.etag : null;
    const answer = await source.api.getServerCampaigns(serverUuid, etag);
    const nowMs = source.now();
    if (before && before.failures > 0) {
      source.alert({ kind: "recovered", failures: before.failures });
    }
    const fresh = { goodAt: nowMs, failures: 0, from: "batch" } as const;
    if (answer.kind === "batch") {
      const { batch, etag: tag } = answer;
      return { ...fresh, batch, etag: tag, checkAt: nextCheck(batch, nowMs) };
    }
    const same = before ?? { batch: nothing, etag: null };
    const checkAt = before ? checkAfterUnchanged(before, nowMs) : nowMs + checkAtMostEveryMs;
    return { ...fresh, batch: same.batch, etag: same.etag, checkAt };
  } catch (error) {
    if (error instanceof BotApiError && !error.isPassing) throw error;
    return fallBack(source, serverUuid, before, error);
  }
}
