// What each event says, shown where endpoints are made and sent by "Send test". The keys are API: what the product
// writes has the same ones.

import type { WebhookEvent } from "#lib/webhooks/contract.ts";

export interface SampleEvent {
  readonly type: WebhookEvent;
  /** Ends the sentence "Sent when …". */
  readonly when: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const brandId = "5b0b6f0e-7f0c-4a52-9d3a-2f4f6a8d1c11";
const gameId = "0d5f9e6a-53c4-4c0e-8a53-6b1a4de0f222";
const campaignId = "a8a3c9f4-1be2-44b5-8f0c-7d4c0a5be333";
const adId = "ad_01jz8p3n6t0q4v7w9x2y5b8c1d";
const promotion = {
  promotionId: "77e1d1aa-0f4f-4a8e-9f63-1f1f2e7cb444",
  campaignId: "summer-drop",
  name: "Summer drop",
};

export const sampleEvents: readonly SampleEvent[] = [
  {
    type: "play.won",
    when: "a play has won, at the moment of its reveal",
    data: {
      playId: "b3f0c1d2-8a67-4b51-9d1e-5c0f3b7ae555",
      gameId,
      campaignId,
      playerId: "c1e4a7f0-2d3b-4c5d-8e6f-7a8b9c0d1666",
      prizeId: "d2f5b8a1-3e4c-4d5e-9f70-8b9cad1e2777",
      prize: "Free coffee",
      couponId: "1042",
      brandId,
      revealAt: "2026-06-01T12:00:04.000Z",
      secondChance: false,
    },
  },
  {
    type: "coupon.redeemed",
    when: "a coupon was redeemed at a till",
    data: {
      couponId: "1042",
      poolId: "e3a6c9b2-4f5d-4e6f-a081-9cadbe2f3888",
      brandId,
      playId: "b3f0c1d2-8a67-4b51-9d1e-5c0f3b7ae555",
      prize: "Free coffee",
      reference: "till-7/2231",
      redeemedAt: "2026-06-03T09:15:00.000Z",
    },
  },
  {
    type: "coupon.low_stock",
    when: "a pool in use falls below its low-stock share, once each time it does",
    data: {
      poolId: "e3a6c9b2-4f5d-4e6f-a081-9cadbe2f3888",
      pool: "Coffee codes",
      brandId,
      left: 480,
      loaded: 5000,
      lowStockShare: 10,
    },
  },
  {
    type: "game.sold_out",
    when: "the last coupon of a game was won, at the moment of its reveal",
    data: { gameId, campaignId, name: "Lunch reel" },
  },
  {
    type: "game.ended",
    when: "the window of a game is over",
    data: { gameId, campaignId, name: "Lunch reel", endsAt: "2026-06-30T22:00:00.000Z" },
  },
  {
    type: "ad.completed",
    when: "an ad was analysed",
    data: { adId, version: 3, score: 82, status: "COMPLETED" },
  },
  {
    type: "ad.failed",
    when: "the analysis of an ad has failed for good",
    data: {
      adId,
      version: 3,
      status: "DEAD",
      cause: "timeout",
      reason: "The analysis took longer than its time limit.",
    },
  },
  {
    type: "ad.approved",
    when: "an ad was approved",
    data: { adId, version: 4, review: "APPROVED", reasons: [] },
  },
  {
    type: "ad.sent_back",
    when: "an ad was sent back with reasons",
    data: { adId, version: 4, review: "REJECTED", reasons: ["Say who may play."] },
  },
  {
    type: "promotion.delivered",
    when: "a promotion has all of its exposures",
    data: { ...promotion, exposures: 120, asked: 120 },
  },
  {
    type: "promotion.short",
    when: "a promotion ends, or is bound to end, with fewer exposures than were booked",
    data: { ...promotion, exposures: 112, asked: 120, shortfall: 8 },
  },
  {
    type: "promo_server.offline",
    when: "a promo server gave no sign of life for an hour",
    data: {
      serverUuid: "11c8ebd4-6b7f-4081-82a3-becfd041aaaa",
      platform: "discord",
      lastSeenAt: "2026-06-05T07:00:00.000Z",
    },
  },
];

export function sampleOf(type: WebhookEvent): SampleEvent {
  const found = sampleEvents.find((sample) => sample.type === type);
  if (!found) throw new RangeError(`no sample of ${type}`);
  return found;
}
