// How often a promo server may post. Pure: allocation counts capacity by it, the forecast too, and bots are told it.

import { cooldownMs } from "#lib/promotions/allocation/posts.ts";
import type { PostingOnWire } from "#lib/promotions/bot-contract.ts";
import { cooldownMinutes } from "#lib/promotions/contract.ts";

/** As set for the network; a promo server's own row may be stricter. */
export interface PostingRules {
  readonly batchMax: number;
  readonly postsPerDayMax: number;
  readonly cooldownLeastMinutes: number;
  readonly cooldownMostMinutes: number;
  readonly messagesBetween: number;
}

export interface OwnLimits {
  readonly batchMax: number | null;
  readonly postsPerDayMax: number | null;
  readonly messagesBetween: number;
}

/** The rules of one promo server: its own maximum of placements counts, also when it is the larger one. */
export function rulesOf(network: PostingRules, own: OwnLimits): PostingRules {
  return {
    ...network,
    batchMax: own.batchMax ?? network.batchMax,
    postsPerDayMax: own.postsPerDayMax ?? network.postsPerDayMax,
    messagesBetween: Math.max(network.messagesBetween, own.messagesBetween),
  };
}

/**
 * Minutes between two posts with a batch of so many, before the jitter: linear from the least at none to the most at
 * 50 and never beyond, and no more posts a day than are allowed.
 */
export function pauseMinutes(rules: PostingRules, batchSize: number): number {
  const { cooldownLeastMinutes: least, cooldownMostMinutes: most, postsPerDayMax } = rules;
  return Math.max(cooldownMs(batchSize, { least, most }) / 60_000, 1_440 / postsPerDayMax);
}

export function postingOnWire(rules: PostingRules, batchSize: number): PostingOnWire {
  return {
    cooldownSeconds: Math.round(pauseMinutes(rules, batchSize) * 60),
    jitter: cooldownMinutes.jitter,
    postsPerDayMax: rules.postsPerDayMax,
    messagesBetween: rules.messagesBetween,
  };
}
