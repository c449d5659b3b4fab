import { formatSpan } from "#components/ui/format-time.ts";
import type { StampState } from "#components/ui/stamp.tsx";
import type { AdReview, AdStatus } from "#lib/ads/contract.ts";
import type { PolicyKind } from "#lib/ads/desk-contract.ts";

export const statusWords: Readonly<Record<AdStatus, string>> = {
  QUEUED: "Queued",
  PROCESSING: "In analysis",
  COMPLETED: "Analysed",
  FAILED: "Tried again",
  DEAD: "Dead",
  CANCELLED: "Cancelled",
};

export const statusStamps: Readonly<Record<AdStatus, StampState>> = {
  QUEUED: "scheduled",
  PROCESSING: "live",
  COMPLETED: "ended",
  FAILED: "warn",
  DEAD: "bad",
  CANCELLED: "archived",
};

export const reviewWords: Readonly<Record<AdReview, string>> = {
  PENDING: "To review",
  APPROVED: "Approved",
  REJECTED: "Sent back",
};

export const reviewStamps: Readonly<Record<AdReview, StampState>> = {
  PENDING: "draft",
  APPROVED: "ok",
  REJECTED: "bad",
};

export const policyWords: Readonly<Record<PolicyKind, string>> = {
  prohibited: "Not allowed",
  age_restricted: "For adults",
  required: "Must be said",
  claim: "To be looked at",
};

export const outcomeWords: Readonly<Record<string, string>> = {
  completed: "Analysed",
  failed: "Failed",
  timeout: "Took too long",
  stalled: "Its worker fell silent",
};

/** `too_long` reads as "Too long". */
export function causeWords(cause: string): string {
  const words = cause.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `0.4 s`, `40 s`, `6 min`, `2 h`. */
export function waitWords(ms: number): string {
  if (ms < 1_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1_000))} s` : formatSpan(ms);
}

/** From when on nobody who comes is taken before it. */
export function firstInLineWords(firstAt: string, nowMs: number): string {
  const ms = Date.parse(firstAt) - nowMs;
  return ms <= 0 ? "first in line" : `first in line in ${waitWords(ms)}`;
}

/** A to D: the wordings of an ad. */
export function wordingName(variant: number): string {
  return String.fromCharCode(65 + variant);
}

export function secondsWords(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds < 10 ? `${seconds.toFixed(2)} s` : `${Math.round(seconds)} s`;
}
