// When a promo server posts next, and what: pure, so that any bot and any clock can use it.

import { createHash } from "node:crypto";
import { campaignKey, type WireApp, type WirePosting } from "./wire.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const leastMinutes = 5;
const mostMinutes = 60;
const fullBatch = 50;
const jitter = 0.2;
/** Campaigns that left the batch are remembered, so that one that comes back is not taken for new. */
const rememberedMax = 500;

/** The pause without chance: 5 minutes at an empty batch, linear to 60 minutes at 50 or more. */
export function baseCooldownMs(batchSize: number): number {
  const share = Math.min(1, Math.max(0, batchSize) / fullBatch);
  return Math.round((leastMinutes + (mostMinutes - leastMinutes) * share) * minuteMs);
}

/**
 * The pause after a post; `random` is from 0 to 1 and moves it by up to 20 % either way. An
 * installation that names its own pause has counted its capacity by it; with so many posts a day at most, no pause is
 * shorter than their share of the day.
 */
export function cooldownMs(batchSize: number, random: number, posting: WirePosting = {}): number {
  const asked = posting.cooldownSeconds;
  const base = asked === undefined ? baseCooldownMs(batchSize) : asked * 1_000;
  const share = posting.postsPerDayMax ? dayMs / posting.postsPerDayMax : 0;
  return Math.max(Math.round(base * (1 - jitter + 2 * jitter * random)), Math.ceil(share));
}

/** Changes when a campaign comes, goes or is edited; the order of the list does not matter. */
export function batchHash(apps: readonly WireApp[]): string {
  const lines = apps.map((app) => JSON.stringify([campaignKey(app), app])).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 32);
}

/** Plain JSON: kept by the bot, so that a restart goes on where it was. */
export interface Rotation {
  readonly hash: string;
  /** Keys in the order of posting. */
  readonly queue: readonly string[];
  /** When each was posted last, in Unix milliseconds. */
  readonly postedAt: Readonly<Record<string, number>>;
}

export const emptyRotation: Rotation = { hash: "", queue: [], postedAt: {} };

function byTurn(postedAt: Readonly<Record<string, number>>) {
  return (a: WireApp, b: WireApp): number => {
    const [keyA, keyB] = [campaignKey(a), campaignKey(b)];
    const [lastA, lastB] = [postedAt[keyA], postedAt[keyB]];
    if (lastA === undefined && lastB === undefined) {
      const byDeadline = a.campaign.endDate - b.campaign.endDate;
      return byDeadline || (keyA < keyB ? -1 : 1);
    }
    if (lastA === undefined) return -1;
    if (lastB === undefined) return 1;
    return lastA - lastB || (keyA < keyB ? -1 : 1);
  };
}

/**
 * The rotation of a batch: what was never posted first, earliest deadline first, then what was posted the longest ago.
 * The same object when the batch is the one it was made for.
 */
export function rotationFor(rotation: Rotation, apps: readonly WireApp[]): Rotation {
  const hash = batchHash(apps);
  if (hash === rotation.hash) return rotation;
  const present = new Set(apps.map(campaignKey));
  const gone = Object.entries(rotation.postedAt)
    .filter(([key]) => !present.has(key))
    .sort(([, a], [, b]) => b - a)
    .slice(0, rememberedMax);
  const kept = Object.entries(rotation.postedAt).filter(([key]) => present.has(key));
  const postedAt = Object.fromEntries([...gone, ...kept]);
  return { hash, queue: [...apps].sort(byTurn(postedAt)).map(campaignKey), postedAt };
}

export type Turn =
  | { readonly kind: "post"; readonly app: WireApp; readonly rotation: Rotation }
  /** Nothing runs at this moment; `untilMs` is when the next one starts, null when none will. */
  | { readonly kind: "wait"; readonly untilMs: number | null; readonly rotation: Rotation };

export function isRunning({ campaign }: WireApp, nowMs: number): boolean {
  return campaign.startDate * 1_000 <= nowMs && nowMs < campaign.endDate * 1_000;
}

/** Whose turn it is. Nothing is noted: `notePosted` is for when it was posted. */
export function nextTurn(before: Rotation, apps: readonly WireApp[], nowMs: number): Turn {
  const rotation = rotationFor(before, apps);
  const byKey = new Map(apps.map((app) => [campaignKey(app), app]));
  for (const key of rotation.queue) {
    const app = byKey.get(key);
    if (app && isRunning(app, nowMs)) return { kind: "post", app, rotation };
  }
  const starts = apps.map(({ campaign }) => campaign.startDate * 1_000).filter((at) => at > nowMs);
  return { kind: "wait", untilMs: starts.length > 0 ? Math.min(...starts) : null, rotation };
}

/** It goes to the end of the queue. */
export function notePosted(rotation: Rotation, key: string, atMs: number): Rotation {
  const queue = rotation.queue.filter((other) => other !== key);
  if (queue.length < rotation.queue.length) queue.push(key);
  return { ...rotation, queue, postedAt: { ...rotation.postedAt, [key]: atMs } };
}
