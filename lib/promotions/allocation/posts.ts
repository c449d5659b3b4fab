// Capacity counted in posts. A placement is worth nothing until it is posted, and a promo server posts the slower the
// larger its batch is: so its cap is the largest batch of which every placement is posted before its end.

import { cooldownMinutes } from "#lib/promotions/contract.ts";

const minuteMs = 60_000;

/** The pause between two posts grows in a line from `least` at an empty batch to `most` at `atBatch`. */
export interface PostingRules {
  readonly least?: number;
  readonly most?: number;
  readonly atBatch?: number;
  /** Share added to every pause when planning; the bots' ±20 % evens out over a batch, so 0 is enough. */
  readonly margin?: number;
}

/** Milliseconds between two posts of a promo server with a batch of so many. */
export function cooldownMs(batch: number, rules: PostingRules = {}): number {
  const { least = cooldownMinutes.least, most = cooldownMinutes.most } = rules;
  const { atBatch = cooldownMinutes.atBatch, margin = 0 } = rules;
  const minutes = least + (most - least) * (batch / atBatch);
  return Math.min(Math.max(minutes, least), most) * minuteMs * (1 + margin);
}

export interface PostingLimits {
  readonly rules?: PostingRules;
  /** Its own pause, whatever the batch. */
  readonly fixedMs?: number | undefined;
  /** Most placements, whatever could be posted. */
  readonly batchMax?: number;
}

/** Batches are never larger than this: the slope of the pause ends here. */
export const batchMaxDefault = cooldownMinutes.atBatch;

const pauseOf = (batch: number, { rules, fixedMs }: PostingLimits) =>
  fixedMs ?? cooldownMs(batch, rules);

/** The largest batch that is posted once within the window: batch × pause of the batch <= window. */
export function windowCap(windowMs: number, limits: PostingLimits = {}): number {
  return mixCap([{ windowMs, share: 1 }], limits);
}

/** A part of the placements of a network and the time that each of them has from its start to its end. */
export interface WindowShare {
  readonly windowMs: number;
  readonly share: number;
}

/**
 * The largest batch that, made up of these windows in these shares, is posted in time: for every deadline, the whole
 * placements that end by then × pause of the batch <= the time until then. One promotion of an hour does not make
 * every batch small, as the shortest window alone would; with one window for all it is the same.
 */
export function mixCap(mix: readonly WindowShare[], limits: PostingLimits = {}): number {
  const { batchMax = batchMaxDefault } = limits;
  const sorted = [...mix].sort((a, b) => a.windowMs - b.windowMs);
  const total = sorted.reduce((sum, { share }) => sum + share, 0);
  if (total <= 0) return batchMax;
  const isInTime = (batch: number) => {
    const pause = pauseOf(batch, limits);
    let share = 0;
    return sorted.every((part) => {
      share += part.share;
      const placements = Math.floor((share / total) * batch + 1e-9);
      return placements * pause <= part.windowMs + 1e-6;
    });
  };
  // Not monotonous to the last placement because of whole numbers, so the search goes down from the top.
  let batch = batchMax;
  while (batch > 0 && !isInTime(batch)) batch -= 1;
  return batch;
}
